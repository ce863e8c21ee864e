import Readings

/// What conditions remember that look at more than the present sample: windows of the past, and
/// since when a value has not moved. Plain columns, so that a copy for a scrape costs one `memcpy`.
struct TrackerTable: Sendable {
  /// What is remembered, and how it is judged.
  enum Kind: Sendable {
    case change(by: Double, deadband: Double)
    case forecast(isHigh: Bool, setpoint: Double, deadband: Double, within: Double)
    case frozen(Int64)
    case stale
    case deviation(by: Double, deadband: Double, partners: [Int32])
  }

  /// A stretch of a window.
  struct Bucket: Sendable {
    /// When its first sample was taken.
    var start: UInt64 = 0
    var low = 0.0
    var high = 0.0
    var sum = 0.0
    /// The sum of the samples' times, in seconds since `start`.
    var sumOfTimes = 0.0
    var count = 0.0
  }

  /// How many stretches a window is kept in: it is exact to that part of its length.
  static let bucketCount = 32

  private(set) var kinds: [Kind] = []
  /// By tracker: the length of its window, and the place of the newest stretch.
  private var windows: [UInt64] = []
  private var newest: [Int] = []
  private var filled: [Int] = []
  private var buckets: [Bucket] = []
  /// By tracker: the last value as bits, and since when it has been that.
  private var lastBits: [UInt64] = []
  private var since: [UInt64] = []
  private var hasValue: [Bool] = []
  /// Whether samples have come without a break since then.
  private var isWatched: [Bool] = []
  /// The latest number of each point that is somebody's partner; NaN when it is not known.
  private(set) var partnerNumbers: [Double] = []
  private var partnerPlaces: [DevicePoint: Int32] = [:]
  private(set) var partnerPoints: [DevicePoint] = []

  mutating func add(_ kind: Kind, window: Duration = .zero) -> Int {
    kinds.append(kind)
    windows.append(UInt64(max(0, window.nanoseconds)))
    newest.append(0)
    filled.append(0)
    lastBits.append(0)
    since.append(0)
    hasValue.append(false)
    isWatched.append(false)
    // Conditions without a window have no stretches; theirs are at the end and never touched.
    if window > .zero {
      buckets += [Bucket](repeating: Bucket(), count: Self.bucketCount)
    }
    firstBucket.append(window > .zero ? buckets.count - Self.bucketCount : 0)
    return kinds.count - 1
  }

  private var firstBucket: [Int] = []

  /// Judges by another figure from now on; what is remembered stays.
  mutating func replace(_ tracker: Int, by kind: Kind) { kinds[tracker] = kind }

  mutating func partner(_ point: DevicePoint) -> Int32 {
    if let known = partnerPlaces[point] { return known }
    let place = Int32(partnerNumbers.count)
    partnerPlaces[point] = place
    partnerNumbers.append(.nan)
    partnerPoints.append(point)
    return place
  }

  /// Takes up what another table remembers for a condition that is judged alike.
  mutating func takeOver(_ tracker: Int, from old: TrackerTable, _ before: Int) {
    guard windows[tracker] == old.windows[before] else { return }
    newest[tracker] = old.newest[before]
    filled[tracker] = old.filled[before]
    lastBits[tracker] = old.lastBits[before]
    since[tracker] = old.since[before]
    hasValue[tracker] = old.hasValue[before]
    isWatched[tracker] = old.isWatched[before]
    guard windows[tracker] > 0 else { return }
    for place in 0..<Self.bucketCount {
      buckets[firstBucket[tracker] + place] = old.buckets[old.firstBucket[before] + place]
    }
  }

  /// Takes up the latest numbers of partners whose readings go on.
  mutating func takeOverPartners(_ old: TrackerTable, _ carry: AlarmCarry) {
    for (point, before) in old.partnerPlaces {
      guard let renumbered = carry.point(point), carry.goesOn[renumbered.device.rawValue],
        let place = partnerPlaces[renumbered]
      else { continue }
      partnerNumbers[Int(place)] = old.partnerNumbers[Int(before)]
    }
  }

  mutating func setPartner(_ place: Int, _ value: Value?) {
    if case .number(let number)? = value {
      partnerNumbers[place] = number
    } else {
      partnerNumbers[place] = .nan
    }
  }

  /// What a sample says; nil when it says nothing.
  mutating func judge(_ tracker: Int, _ value: Value, at: Instant) -> ConditionTest.Verdict? {
    switch kinds[tracker] {
    case .stale: return .back
    case .frozen(let limit): return judgeFrozen(tracker, value, limit, at)
    case .deviation(let by, let deadband, let partners):
      guard case .number(let number) = value else { return nil }
      return judgeDeviation(number, by, deadband, partners)
    case .change(let by, let deadband):
      guard case .number(let number) = value, !number.isNaN else { return nil }
      note(tracker, number, at)
      return judgeChange(tracker, number, by, deadband, at)
    case .forecast(let isHigh, let setpoint, let deadband, let within):
      guard case .number(let number) = value, !number.isNaN else { return nil }
      note(tracker, number, at)
      return judgeForecast(
        tracker, number, isHigh: isHigh, setpoint: setpoint, deadband: deadband, within: within, at)
    }
  }

  // MARK: Values that do not move

  private mutating func judgeFrozen(
    _ tracker: Int, _ value: Value, _ limit: Int64, _ at: Instant
  ) -> ConditionTest.Verdict {
    let bits: UInt64 =
      switch value {
      case .number(let number): number.bitPattern
      case .flag(let isSet): isSet ? 1 : 0
      case .state(let state): UInt64(clamping: state)
      case .flags(let flags): flags
      case .text: 0
      }
    let isMoved = hasValue[tracker] && bits != lastBits[tracker]
    if !hasValue[tracker] || isMoved || !isWatched[tracker] {
      hasValue[tracker] = true
      isWatched[tracker] = true
      lastBits[tracker] = bits
      since[tracker] = at.nanoseconds
      // Only what was seen to move has moved; a first sample tells nothing of that.
      return isMoved ? .back : .between
    }
    let stood = at.since(Instant(nanoseconds: since[tracker])).nanoseconds
    return stood >= limit ? .beyond : .between
  }

  /// Nobody watched, so nobody can say that it did not move meanwhile; nor that it did, while it is
  /// what it was.
  mutating func forget(_ tracker: Int) { isWatched[tracker] = false }

  // MARK: Partners

  private func judgeDeviation(
    _ number: Double, _ by: Double, _ deadband: Double, _ partners: [Int32]
  ) -> ConditionTest.Verdict? {
    var known: [Double] = []
    known.reserveCapacity(partners.count)
    for partner in partners where !partnerNumbers[Int(partner)].isNaN {
      known.append(partnerNumbers[Int(partner)])
    }
    guard !known.isEmpty, !number.isNaN else { return nil }
    known.sort()
    let middle = known.count / 2
    let median =
      known.count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2
    let distance = abs(number - median)
    if distance > by { return .beyond }
    return distance <= by - deadband ? .back : .between
  }

  // MARK: Windows

  private mutating func note(_ tracker: Int, _ number: Double, _ at: Instant) {
    let width = windows[tracker] / UInt64(Self.bucketCount - 1)
    let place = firstBucket[tracker] + newest[tracker]
    if filled[tracker] > 0, at.nanoseconds < buckets[place].start + width {
      buckets[place].low = min(buckets[place].low, number)
      buckets[place].high = max(buckets[place].high, number)
      buckets[place].sum += number
      buckets[place].sumOfTimes +=
        Double(at.nanoseconds - min(at.nanoseconds, buckets[place].start)) / 1e9
      buckets[place].count += 1
      return
    }
    if filled[tracker] > 0 { newest[tracker] = (newest[tracker] + 1) % Self.bucketCount }
    filled[tracker] = min(Self.bucketCount, filled[tracker] + 1)
    buckets[firstBucket[tracker] + newest[tracker]] = Bucket(
      start: at.nanoseconds, low: number, high: number, sum: number, count: 1)
  }

  /// The stretches that began in the window, and whether data lies at its far end too: otherwise it
  /// was not watched for the whole of it.
  private func stretches(_ tracker: Int, _ at: Instant) -> (count: Int, isWhole: Bool) {
    let window = windows[tracker]
    let width = window / UInt64(Self.bucketCount - 1)
    let oldest = at.nanoseconds - min(at.nanoseconds, window)
    var count = 0
    while count < filled[tracker], bucket(tracker, count).start >= oldest { count += 1 }
    guard count > 0 else { return (0, false) }
    let far = bucket(tracker, count - 1).start
    // Either the data begins at the far end, or it goes on beyond it without a great hole.
    let isWhole =
      far <= oldest + 2 * width
      || (count < filled[tracker] && far - bucket(tracker, count).start <= window / 2)
    return (count, isWhole)
  }

  /// The stretch that is so many before the newest.
  private func bucket(_ tracker: Int, _ age: Int) -> Bucket {
    buckets[
      firstBucket[tracker]
        + (newest[tracker] + Self.bucketCount - age) % Self.bucketCount]
  }

  private func judgeChange(
    _ tracker: Int, _ number: Double, _ by: Double, _ deadband: Double, _ at: Instant
  ) -> ConditionTest.Verdict {
    let (count, isWhole) = stretches(tracker, at)
    var most = 0.0
    for age in 0..<count {
      let stretch = bucket(tracker, age)
      most = max(most, by > 0 ? number - stretch.low : stretch.high - number)
    }
    if most > abs(by) { return .beyond }
    // A window that was not watched to its end cannot say that nothing changed in it.
    return isWhole && most <= abs(by) - deadband ? .back : .between
  }

  private func judgeForecast(
    _ tracker: Int, _ number: Double, isHigh: Bool, setpoint: Double, deadband: Double,
    within: Double, _ at: Instant
  ) -> ConditionTest.Verdict {
    if isHigh ? number > setpoint : number < setpoint { return .beyond }
    guard let slope = slope(tracker, at) else { return .between }
    let predicted = number + slope * within
    if isHigh ? predicted > setpoint : predicted < setpoint { return .beyond }
    let isBack =
      isHigh ? predicted <= setpoint - deadband : predicted >= setpoint + deadband
    return isBack ? .back : .between
  }

  /// The straight line through the window by least squares, in units a second; nil until the window
  /// has been watched to its end.
  func slope(_ tracker: Int, _ at: Instant) -> Double? {
    let (count, isWhole) = stretches(tracker, at)
    guard isWhole, count >= 3 else { return nil }
    var (n, sumT, sumV) = (0.0, 0.0, 0.0)
    for age in 0..<count {
      let stretch = bucket(tracker, age)
      n += stretch.count
      sumT += time(stretch, at) * stretch.count
      sumV += stretch.sum
    }
    let (meanT, meanV) = (sumT / n, sumV / n)
    var (products, squares) = (0.0, 0.0)
    for age in 0..<count {
      let stretch = bucket(tracker, age)
      let distance = time(stretch, at) - meanT
      products += stretch.count * distance * (stretch.sum / stretch.count - meanV)
      squares += stretch.count * distance * distance
    }
    return squares > 0 ? products / squares : nil
  }

  /// How long until the number passes the limit of a forecast, if it goes on as over the window; nil
  /// when it does not go there, or the window has not been watched to its end.
  func timeToLimit(_ tracker: Int, from number: Double, at: Instant) -> Duration? {
    guard case .forecast(let isHigh, let setpoint, _, _) = kinds[tracker] else { return nil }
    if isHigh ? number > setpoint : number < setpoint { return .zero }
    guard let slope = slope(tracker, at), isHigh ? slope > 0 : slope < 0 else { return nil }
    let seconds = (setpoint - number) / slope
    return seconds < Self.farthest ? .milliseconds(Int64(seconds * 1000)) : nil
  }

  /// What lies further ahead is no forecast: a day, in seconds.
  private static let farthest = 86_400.0

  /// The mean time of a stretch's samples, in seconds before `at`, negative.
  private func time(_ stretch: Bucket, _ at: Instant) -> Double {
    let start = Instant(nanoseconds: stretch.start)
    return stretch.sumOfTimes / stretch.count - at.since(start).seconds
  }
}
