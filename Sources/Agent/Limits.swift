/// Every bound of the agent, with its reason and how it relates to the others. Reaching one is a
/// located error of the site file or a counted drop, never a crash.
///
/// The edges take theirs from here through the program, because they know no policy.
package enum Limits {
  // MARK: What a site may hold

  /// Lines of a site. Each TCP line holds one descriptor; see `descriptors`.
  package static let lines = 4096
  /// Devices of a site, several of which may share a line.
  package static let devices = 10_000
  /// Points of one device: a table has 65,536 addresses, and no family comes near this.
  package static let pointsPerDevice = 4096
  /// Points of a site: ten times the agent's aim of a thousand devices with a hundred points.
  package static let points = 1_000_000
  /// Plant series of a site. At about `bytesPerSeries` each it fits into `scrapeBytes`.
  package static let series = 1_000_000
  /// Alarm rules of a site, before they are bound to points.
  package static let alarmRules = 10_000
  /// Rooms, nodes of the power chain, and groups of what stands in for each other: what one person
  /// can still write down and draw.
  package static let rooms = 1000
  package static let powerNodes = 2000
  package static let redundancyGroups = 500
  /// Points that one point is held against: the median of more tells no more.
  package static let partners = 64
  /// Alarms of a site, bound: each is about ten series and has a state on disk.
  package static let alarms = 200_000

  // MARK: Names and labels

  /// Names of sites, devices and alarms. Twice the longest of the register maps.
  package static let nameBytes = 64
  /// Labels that the site file may give to one device. Prometheus' own limit per series is often
  /// set to 30, of which points and the scrape need up to 14.
  package static let labelsPerDevice = 16
  package static let labelNameBytes = 64
  /// Endpoints, which are the label `line`: the longest host name fits, and so do the paths below
  /// /dev/serial/by-id.
  package static let endpointBytes = 280
  package static let labelValueBytes = 128
  /// Consequence, cause and response of an alarm: a few sentences.
  package static let sentenceBytes = 1000

  // MARK: The site file

  /// One file of a configuration. A thousand devices with a hundred inline points take 12 MB.
  package static let configurationFileBytes = 16 << 20
  /// The site file, its includes and its profiles together.
  package static let configurationFiles = 2000

  // MARK: Time

  /// The shortest poll interval. Below it the line, not the agent, is what is measured.
  package static let shortestInterval = Duration.milliseconds(100)
  /// The longest poll interval: a day.
  package static let longestInterval = Duration.seconds(86_400)
  /// The shortest wait for an answer: a loaded gateway on a quiet network needs about this.
  package static let shortestTimeout = Duration.milliseconds(20)
  /// The longest wait for an answer. A dead unit holds its line so long; see `descriptors`.
  package static let longestTimeout = Duration.seconds(30)
  /// The longest delay of an alarm. What may wait longer is not an alarm.
  package static let longestAlarmDelay = Duration.seconds(86_400)
  /// The longest window of an alarm that looks at the past: a month.
  package static let longestAlarmWindow = Duration.seconds(31 * 86_400)
  /// The longest interval between services, and the most that a counter of hours says: 100 years.
  package static let longestServiceInterval = Duration.seconds(100 * 366 * 86_400)
  /// The longest silence on a line between an answer and the next request.
  package static let longestGap = Duration.seconds(5)

  // MARK: Odd traffic and lateness

  /// How far back a line's counters are looked at. Longer than the longest back-off of polling, so
  /// that what happens at every attempt is seen as lasting.
  package static let trafficWindow = Duration.seconds(300)
  /// Replies that nobody asked for, or of another unit or transaction, within the window. A single
  /// one may be the echo of a glitch; a second master sends them without end.
  package static let oddReplies: UInt64 = 3
  /// Refusals within the window, and at least as many as good answers, by devices that had answered
  /// well.
  package static let stormRefusals: UInt64 = 10
  /// Cycles left out within the window. One unit that dies costs each other unit two at most.
  package static let overruns: UInt64 = 3
  /// How long a client that could not be let in for want of a descriptor counts.
  package static let descriptorMemory = Duration.seconds(60)
  /// How often the planned load of lines is worked out anew: it changes with what is learned only.
  package static let planSurveyInterval = Duration.seconds(60)

  // MARK: HTTP

  /// Clients served at once: far more than scrapers and people, so that a crowd of browsers shuts
  /// out no scrape. What they cost is bounded by the bytes that may wait for slow readers.
  package static let httpConnections = 600
  /// Clients of one address: ten addresses that take all they may leave 40 to others. A proxy in
  /// front of the agent has the local socket, which is not bounded so.
  package static let httpConnectionsPerAddress = 56
  /// The head of a request. Prometheus sends about 400 bytes.
  package static let httpHeaderBytes = 8192
  /// How long a client may take for its request and for taking the answer: a scrape times out
  /// after 10 s by default, and is worthless later.
  package static let httpTimeout = Duration.seconds(15)
  /// Addresses that the agent listens on.
  package static let listenAddresses = 16
  /// Blocks of addresses that may ask.
  package static let allowedBlocks = 256

  // MARK: Exposition

  /// What a series takes in the exposition: measured 89 bytes of name and labels and up to 20 of
  /// number, with room for a device's own labels.
  package static let bytesPerSeries = 250
  /// A whole exposition.
  package static let scrapeBytes = 256 << 20

  // MARK: Journal

  /// One segment of the journal before the next is begun. The newest is read whole at a start.
  package static let journalSegmentBytes = 8 << 20
  /// The segments kept together, by default: some 36 hours of a flood of four records a second.
  package static let journalBytes = 512 << 20
  /// A segment is kept open no longer by default, so that it can be copied away.
  package static let journalSegmentAge = Duration.seconds(7 * 86_400)
  /// The least that the site file may keep: a start needs the last checkpoint, which is a day old
  /// at most, and the segment before.
  package static let leastJournalAge = Duration.seconds(3 * 86_400)
  /// After so many records, or a day, it is said again how everything stands, and a start reads
  /// back to there. More seldom where that is much to say.
  package static let checkpointRecords: UInt64 = 10_000
  /// Records that may wait for the disk. At ten a second a disk may hang for over an hour.
  package static let journalQueue = 65_536
  /// What the journal's thread must be able to take: what may wait, and a checkpoint of all alarms
  /// and devices begun while half of that did.
  package static let journalThreadQueue = 2 * journalQueue + alarms + 2 * devices

  // MARK: Control and notification

  /// How long a target may be out of reach before that is an alarm: an Alertmanager restarts in
  /// less, and an alarm that stands there ends by itself after five minutes.
  package static let notificationPatience = Duration.seconds(120)

  /// Users, and groups, that the site file may name.
  package static let controlNames = 256

  // MARK: Descriptors

  /// What the program needs of the system: each line and client one, libmodbus' leases below 1024,
  /// and some for files, timers and listeners.
  package static let descriptors = lines + httpConnections + listenAddresses + 1024 + 64
}
