import Configuration
import Testing

/// One mistake in a site file, and everything that is said about it.
struct SiteMistake: CustomTestStringConvertible, Sendable {
  var title: String
  var text: String
  var expected: [String]

  init(_ title: String, _ text: String, _ expected: String...) {
    self.title = title
    self.text = text
    self.expected = expected
  }

  var testDescription: String { title }
}

/// A site with one good device `a` of the family `acme`, and what stands after it.
private func site(_ rest: String) -> String {
  """
  { site: "x",
  devices: [{ name: "a", endpoint: "tcp://h", profile: "acme", labels: { aisle: "cold" } }],
  \(rest) }
  """
}

/// A site whose only device has these keys besides its name and family, all on line 2.
private func device(_ keys: String) -> String {
  "{ site: 'x', devices: [\n{ name: 'a', profile: 'acme', \(keys) }] }"
}

/// A site whose only device, on line 2, has no family but one point.
private func point(_ keys: String) -> String {
  "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', unit: 1, points: [\n{ \(keys) }] }] }"
}

/// A site with an alarm on line 3.
private func alarm(_ keys: String) -> String {
  site(
    "alarms: [{ name: \"hot\", priority: \"high\", consequence: \"c\", response: \"r\", \(keys) }]")
}

@Suite("Mistakes in a site file")
struct SiteMistakeTests {
  @Test("are each located and say what would be right", arguments: structure + addresses)
  func judgeWhole(_ mistake: SiteMistake) { check(mistake) }

  @Test("of a device are located and say what would be right", arguments: devices + points)
  func judgeDevice(_ mistake: SiteMistake) { check(mistake) }

  @Test("of the topology are located and say what would be right", arguments: topologies)
  func judgeTopology(_ mistake: SiteMistake) { check(mistake) }

  @Test("of a condition are located and say what would be right", arguments: conditions)
  func judgeCondition(_ mistake: SiteMistake) { check(mistake) }

  @Test("of an alarm are located and say what would be right", arguments: alarms)
  func judgeAlarm(_ mistake: SiteMistake) { check(mistake) }

  private func check(_ mistake: SiteMistake) {
    let (site, problems) = loadSite(mistake.text)
    #expect(problems.map(\.description) == mistake.expected.map { "site.json5:" + $0 })
    #expect(site == nil)
  }

  static let structure: [SiteMistake] = [
    SiteMistake("unknown key", site("wbe: {}"), "3:1: wbe: unknown key; did you mean `web`?"),
    SiteMistake(
      "unknown key in a device", device("endpoint: 'tcp://h', interfal: '1s'"),
      "2:52: devices[0].interfal: unknown key; did you mean `interval`?"),
    SiteMistake(
      "unknown key far from any", device("endpoint: 'tcp://h', colour: 1"),
      "2:52: devices[0].colour: unknown key; known: name, endpoint, profile, inputs, options, points, omit, max_registers, hole, gap, canary, overrides, unit, labels, asset, interval, timeout, max_age"
    ),
    SiteMistake(
      "a role that is none", site("control: { users: { kim: \"root\" } }"),
      #"3:26: control.users.kim: unknown "root"; known: view, operate"#),
    SiteMistake(
      "a journal that is kept too short", site("journal: { keep_for: \"1d\" }"),
      #"3:22: journal.keep_for: "1d" is out of range; expected a duration from 3d to 14600d"#),
    SiteMistake(
      "a target without an address", site("notify: [{ name: \"x\" }]"),
      #"3:10: notify[0]: give exactly one of `alertmanager: ["http://host:9093"]`, `webhook: "http://host/path"` and `syslog: "/dev/log"`"#
    ),
    SiteMistake(
      "a target that speaks TLS", site("notify: [{ name: \"x\", webhook: \"https://a/b\" }]"),
      #"3:32: notify[0].webhook: hallwatch speaks no TLS itself; send to a proxy on this machine that does, such as "http://127.0.0.1:8443/" or "unix:/run/proxy.sock:/""#
    ),
    SiteMistake(
      "a target that is nowhere", site("notify: [{ name: \"x\", webhook: \"example\" }]"),
      #"3:32: notify[0].webhook: "example" is no address; expected "http://host:port/path" or "unix:/path/of/socket:/path""#
    ),
    SiteMistake(
      "two targets of one name",
      site("notify: [{ name: \"x\", syslog: \"/a\" }, { name: \"x\", syslog: \"/b\" }]"),
      #"3:47: notify[1].name: a target is called "x" already; choose another name"#),
    SiteMistake(
      "a repeat of nothing",
      site("notify: [{ name: \"x\", syslog: \"/a\", repeat: \"1m\" }]"),
      "3:45: notify[0].repeat: belongs to `unacknowledged_for`, which is missing"),
    SiteMistake(
      "escalation to Alertmanager",
      site(
        "notify: [{ name: \"x\", alertmanager: [\"http://a\"], unacknowledged_for: \"1m\" }]"),
      "3:71: notify[0].unacknowledged_for: belongs to webhooks and syslog; Alertmanager escalates by its own routes"
    ),
    SiteMistake(
      "a header that the client sends itself",
      site("notify: [{ name: \"x\", webhook: \"http://a\", headers: { Host: \"b\" } }]"),
      #"3:61: notify[0].headers.Host: "Host" is no header that can be set"#),
    SiteMistake(
      "a text where a list is needed", "{ site: 'x', devices: 'a' }",
      #"1:23: devices: expected a list: [ … ], found the text "a""#),
    SiteMistake(
      "a number where a text is needed", "{ site: 5 }",
      "1:9: site: expected a text in quotes, found the number 5"),
    SiteMistake("no site", "{ }", #"1:1: `site` is missing; add `site: "icn1"`"#),
    SiteMistake("an empty file", "", "1:1: the file is empty; write an object: { … }"),
    SiteMistake("a list as the whole file", "[]", "1:1: expected an object: { … }, found a list"),
    SiteMistake("a missing comma", "{ site: 'x' devices: [] }", "1:12: missing `,` here"),
    SiteMistake(
      "a bracket that is never closed", "{ site: 'x', devices: [ ",
      "1:25: devices: the `[` of line 1 is never closed; add `]`"),
    SiteMistake(
      "a key twice", "{ site: 'x',\n site: 'y' }",
      "2:2: site: the key occurs twice, first on line 1; remove one"),
    SiteMistake(
      "a text without quotes", "{ site: icn1 }",
      #"1:9: site: `icn1` is no number; a text needs quotes: "icn1""#),
    SiteMistake(
      "a site name with a space", "{ site: 'my site' }",
      #"1:9: site: bad name "my site"; use up to 64 letters, digits, `-`, `_` and `.`"#),
    SiteMistake(
      "an included file that is not there", "{ site: 'x', include: ['no.json5'] }",
      "1:24: include[0]: cannot read no.json5: no such file"),
    SiteMistake(
      "the site file including itself", "{ site: 'x', include: ['site.json5'] }",
      "1:24: include[0]: site.json5 is read already; leave it away here"),
    SiteMistake(
      "an empty profile folder", "{ site: 'x', profiles: 'more' }",
      #"1:24: profiles: "more" holds no file *.json5"#),
    SiteMistake(
      "a duration without a unit", "{ site: 'x', poll: { interval: 5 } }",
      #"1:32: poll.interval: the number 5 has no unit; write a whole number and ms, s, m, h or d, such as "5s""#
    ),
    SiteMistake(
      "a duration with a wrong unit", "{ site: 'x', poll: { interval: '5sec' } }",
      #"1:32: poll.interval: "5sec" is no duration; write a whole number and ms, s, m, h or d, such as "5s""#
    ),
    SiteMistake(
      "a duration out of range", "{ site: 'x', poll: { interval: '1ms' } }",
      #"1:32: poll.interval: "1ms" is out of range; expected a duration from 100ms to 1d"#),
    SiteMistake(
      "a maximum age below the interval",
      "{ site: 'x', poll: { interval: '5s', max_age: '5s' } }",
      "1:47: poll.max_age: 5s is not longer than the interval of 5s, so values would vanish between polls; write 15s or so"
    ),
  ]

  static let addresses: [SiteMistake] = [
    SiteMistake(
      "a listen address without a port", site("web: { listen: ['127.0.0.1'] }"),
      #"3:17: web.listen[0]: "127.0.0.1" has no port; write one such as "127.0.0.1:9877", "[::1]:9877" or "unix:/path""#
    ),
    SiteMistake(
      "a listen address that is a name", site("web: { listen: ['example.org:80'] }"),
      #"3:17: web.listen[0]: "example.org:80" is no address of this machine; write one such as "127.0.0.1:9877", "[::1]:9877" or "unix:/path""#
    ),
    SiteMistake(
      "a listen address twice", site("web: { listen: ['[::1]:1', '[0::1]:1'] }"),
      "3:28: web.listen[1]: [::1]:1 occurs twice; remove one"),
    SiteMistake(
      "a relative Unix socket", site("web: { listen: ['unix:http'] }"),
      #"3:17: web.listen[0]: "unix:http": write a whole path, such as "unix:/run/hallwatch/http""#
    ),
    SiteMistake(
      "a block that is no address", site("web: { allow: ['10.0.0/8'] }"),
      #"3:16: web.allow[0]: "10.0.0/8" is no block of addresses; write one such as "10.20.0.0/16""#
    ),
    SiteMistake(
      "a block without a length", site("web: { allow: ['10.0.0.1'] }"),
      #"3:16: web.allow[0]: "10.0.0.1" has no length; write "10.0.0.1/32" for one address"#),
    SiteMistake(
      "a block longer than its address", site("web: { allow: ['10.0.0.0/33'] }"),
      #"3:16: web.allow[0]: "10.0.0.0/33" has a bad length; expected /0 to /32"#),
    SiteMistake(
      "a block with bits beyond its length", site("web: { allow: ['10.1.2.3/8'] }"),
      #"3:16: web.allow[0]: "10.1.2.3/8" has bits set beyond its length; write "10.0.0.0/8""#),
    SiteMistake(
      "an endpoint of another kind", device("endpoint: 'http://h'"),
      #"2:41: devices[0].endpoint: "http://h" is no endpoint; write tcp://host:port, rtu+tcp://host:port or rtu:/dev/tty…?baud=9600&parity=none&stop=1"#
    ),
    SiteMistake(
      "an endpoint with a bad port", device("endpoint: 'tcp://h:70000'"),
      #"2:41: devices[0].endpoint: "tcp://h:70000": bad port `70000`; expected 1 to 65535"#),
    SiteMistake(
      "an endpoint with a bad address", device("endpoint: 'tcp://10.0.0.256'"),
      #"2:41: devices[0].endpoint: "tcp://10.0.0.256": bad address `10.0.0.256`; write one such as 10.20.1.11"#
    ),
    SiteMistake(
      "an endpoint with a bad name", device("endpoint: 'tcp://ups a:502'"),
      #"2:41: devices[0].endpoint: "tcp://ups a:502": bad host `ups a`; names have letters, digits, `-` and `.` only"#
    ),
    SiteMistake(
      "an endpoint of IPv6 without brackets", device("endpoint: 'tcp://fe80::1:502'"),
      #"2:41: devices[0].endpoint: "tcp://fe80::1:502": an address of IPv6 stands in brackets, such as [2001:db8::1]:502"#
    ),
    SiteMistake(
      "a terminal server without a port", device("endpoint: 'rtu+tcp://h'"),
      #"2:41: devices[0].endpoint: "rtu+tcp://h" has no port; terminal servers have no usual one: rtu+tcp://h:4001"#
    ),
    SiteMistake(
      "a serial port without a path", device("endpoint: 'rtu:ttyS0'"),
      #"2:41: devices[0].endpoint: "rtu:ttyS0": write the whole path, such as rtu:/dev/ttyS0"#),
    SiteMistake(
      "a bad baud rate", device("endpoint: 'rtu:/dev/ttyS0?baud=9601'"),
      #"2:41: devices[0].endpoint: "rtu:/dev/ttyS0?baud=9601": bad baud `9601`; known: 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600"#
    ),
    SiteMistake(
      "a bad parity", device("endpoint: 'rtu:/dev/ttyS0?parity=n'"),
      #"2:41: devices[0].endpoint: "rtu:/dev/ttyS0?parity=n": bad parity `n`; known: none, even, odd"#
    ),
    SiteMistake(
      "a bad stop bit", device("endpoint: 'rtu:/dev/ttyS0?stop=3'"),
      #"2:41: devices[0].endpoint: "rtu:/dev/ttyS0?stop=3": bad stop `3`; known: 1, 2"#),
    SiteMistake(
      "an unknown setting of a serial port", device("endpoint: 'rtu:/dev/ttyS0?baudrate=9600'"),
      #"2:41: devices[0].endpoint: "rtu:/dev/ttyS0?baudrate=9600": unknown `baudrate`; did you mean `baud`?"#
    ),
    SiteMistake(
      "a line without devices", site("lines: { 'tcp://g': { hole: 1 } }"),
      #"3:21: lines["tcp://g"]: no device is on this line; did you mean `tcp://h`?"#),
    SiteMistake(
      "a line of another framing", site("lines: { 'rtu+tcp://h:502': { } }"),
      #"3:29: lines["rtu+tcp://h:502"]: h:502 is tcp://h:502 on line 2 of site.json5; one address has one framing, so write the same here"#
    ),
    SiteMistake(
      "a line that is set twice", site("lines: { 'tcp://h': {}, 'tcp://h:502': {} }"),
      #"3:40: lines["tcp://h:502"]: the line is set already on line 3 of site.json5"#),
    SiteMistake(
      "a gap that is too long", site("lines: { 'tcp://h': { gap: '6s' } }"),
      #"3:28: lines["tcp://h"].gap: "6s" is out of range; expected a duration from 0s to 5s"#),
  ]

  static let devices: [SiteMistake] = [
    SiteMistake(
      "no name", "{ site: 'x', devices: [{ endpoint: 'tcp://h', profile: 'acme' }] }",
      #"1:24: devices[0]: `name` is missing; add `name: "ups-a"`"#),
    SiteMistake(
      "no endpoint", device(""),
      #"2:1: devices[0]: `endpoint` is missing; add `endpoint: "tcp://10.20.1.11:502"`"#),
    SiteMistake(
      "neither profile nor points",
      "{ site: 'x', devices: [{ name: 'a', unit: 1, endpoint: 'tcp://h' }] }",
      "1:24: devices[0]: a device needs `profile` for its family, or `points` of its own; `hallwatch profiles list` shows the families"
    ),
    SiteMistake(
      "a name with a slash",
      "{ site: 'x', devices: [{ name: 'a/b', endpoint: 'tcp://h', profile: 'acme' }] }",
      #"1:32: devices[0].name: bad name "a/b"; use up to 64 letters, digits, `-`, `_` and `.`"#),
    SiteMistake(
      "a name twice",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acme' },\n{ name: 'a', endpoint: 'tcp://g', profile: 'acme' }] }",
      #"2:9: devices[1].name: the name "a" is taken by the device on line 1 of site.json5; choose another"#
    ),
    SiteMistake(
      "an unknown profile",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acne' }] }",
      #"1:67: devices[0].profile: no profile "acne"; did you mean `acme`?"#),
    SiteMistake(
      "no unit and none in the profile",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', points: [] }] }",
      "1:24: devices[0]: `unit` is missing; add `unit: 1`",
      "1:66: devices[0].points: a profile has at least one point; add one"),
    SiteMistake(
      "a unit past 255", device("endpoint: 'tcp://h', unit: 256"),
      "2:58: devices[0].unit: 256 is out of range; expected a whole number from 0 to 255"),
    SiteMistake(
      "a reserved unit", device("endpoint: 'tcp://h', unit: 250"),
      "2:58: devices[0].unit: the units 248 to 254 are reserved; expected 1 to 247, or 255"),
    SiteMistake(
      "unit 255 on a serial line", device("endpoint: 'rtu:/dev/ttyS0', unit: 255"),
      "2:65: devices[0].unit: unit 255 is for Modbus/TCP; on a line of RTU units are 1 to 247"),
    SiteMistake(
      "the same address under two framings",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h:4001', profile: 'acme' },\n{ name: 'b', endpoint: 'rtu+tcp://h:4001', profile: 'acme' }] }",
      "2:24: devices[1].endpoint: h:4001 is tcp://h:4001 on line 1 of site.json5; one address has one framing, so write the same here"
    ),
    SiteMistake(
      "the same tty under two settings",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'rtu:/dev/ttyS0', profile: 'acme' },\n{ name: 'b', endpoint: 'rtu:/dev/ttyS0?baud=19200', profile: 'acme' }] }",
      "2:24: devices[1].endpoint: /dev/ttyS0 is rtu:/dev/ttyS0?baud=9600&parity=none&stop=1 on line 1 of site.json5; all devices of a serial port share its settings, so write the same here"
    ),
    SiteMistake(
      "a maximum age below its own interval",
      device("endpoint: 'tcp://h', interval: '30s', max_age: '20s'"),
      "2:78: devices[0].max_age: 20s is not longer than the interval of 30s, so values would vanish between polls; write 90s or so"
    ),
    SiteMistake(
      "a timeout that is too short", device("endpoint: 'tcp://h', timeout: '1ms'"),
      #"2:61: devices[0].timeout: "1ms" is out of range; expected a duration from 20ms to 30s"#),
    SiteMistake(
      "a bad label name", device("endpoint: 'tcp://h', labels: { 'rack-row': '1' }"),
      #"2:74: devices[0].labels["rack-row"]: bad label name "rack-row"; use letters, digits and `_`, no digit first"#
    ),
    SiteMistake(
      "a reserved label", device("endpoint: 'tcp://h', labels: { device: 'b' }"),
      "2:70: devices[0].labels.device: the label `device` is reserved; choose another name"),
    SiteMistake(
      "a label of Prometheus' own", device("endpoint: 'tcp://h', labels: { __name__: 'b' }"),
      "2:72: devices[0].labels.__name__: labels that begin with `__` belong to Prometheus; choose another name"
    ),
    SiteMistake(
      "a label that is a number", device("endpoint: 'tcp://h', labels: { rack: 12 }"),
      "2:68: devices[0].labels.rack: expected a text in quotes, found the number 12"),
    SiteMistake(
      "a label with a line break", device("endpoint: 'tcp://h', labels: { rack: 'a\\nb' }"),
      #"2:68: devices[0].labels.rack: "a?b" has control characters; remove them"#),
    SiteMistake(
      "an empty label", device("endpoint: 'tcp://h', labels: { rack: '' }"),
      "2:68: devices[0].labels.rack: the text is empty; write something, or leave the key away"),
    SiteMistake(
      "a label that hides a point's",
      device("endpoint: 'tcp://h', labels: { position: 'top' }"),
      "2:72: devices[0].labels.position: the point temperature has the label `position` already; choose another name"
    ),
    SiteMistake(
      "leaving out what is not there", device("endpoint: 'tcp://h', omit: ['temprature']"),
      #"2:59: devices[0].omit[0]: acme has no point "temprature"; did you mean `temperature`?"#),
    SiteMistake(
      "leaving out points of no profile",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', unit: 1, omit: ['b'], points: [] }] }",
      "1:73: devices[0].omit: `omit` leaves out points of a profile, and the device has none"),
    SiteMistake(
      "more registers than one request can ask",
      device("endpoint: 'tcp://h', max_registers: 126"),
      "2:67: devices[0].max_registers: 126 is out of range; expected a whole number from 1 to 125"),
    SiteMistake(
      "a hole that is no number", device("endpoint: 'tcp://h', hole: '2'"),
      #"2:58: devices[0].hole: expected a whole number from 0 to 124, found the text "2""#),
  ]

  static let points: [SiteMistake] = [
    SiteMistake(
      "a point without an address", point("point: 't', table: 'input', type: 'u16'"),
      "2:1: devices[0].points[0]: `address` is missing; add `address: 0`"),
    SiteMistake(
      "an address past 65535",
      point("point: 't', table: 'input', address: 65536, type: 'u16'"),
      "2:40: devices[0].points[0].address: 65536 is out of range; expected a whole number from 0 to 65535"
    ),
    SiteMistake(
      "a value that ends past 65535",
      point("point: 't', table: 'input', address: 65535, type: 'u32'"),
      "2:40: devices[0].points[0].address: u32 at address 65535 ends past address 65535"),
    SiteMistake(
      "an unknown table", point("point: 't', table: 'inputs', address: 1, type: 'u16'"),
      #"2:22: devices[0].points[0].table: unknown "inputs"; did you mean `input`?"#),
    SiteMistake(
      "an unknown type", point("point: 't', table: 'input', address: 1, type: 'int16'"),
      #"2:49: devices[0].points[0].type: unknown type "int16"; known: u16, i16, u32, i32, u64, i64, f32, f64, bool, bits, ascii:N"#
    ),
    SiteMistake(
      "a quantity outside the vocabulary",
      point(
        "point: 't', table: 'input', address: 1, type: 'u16', quantity: 'air_temperature'"),
      #"2:66: devices[0].points[0].quantity: no quantity "air_temperature" in the vocabulary; did you mean `air_temperature_celsius`?"#
    ),
    SiteMistake(
      "a label that the quantity does not have",
      point(
        "point: 't', table: 'input', address: 1, type: 'u16', quantity: 'air_temperature_celsius', labels: { side: 'in' }"
      ),
      #"2:109: devices[0].points[0].labels.side: air_temperature_celsius has no label "side"; known: position, sensor"#
    ),
    SiteMistake(
      "two points that make the same series",
      point(
        "point: 't', table: 'input', address: 1, type: 'u16', quantity: 'air_temperature_celsius' },\n{ point: 'u', table: 'input', address: 2, type: 'u16', quantity: 'air_temperature_celsius'"
      ),
      "3:66: devices[0].points[1].quantity: air_temperature_celsius is a series of t already; tell them apart by a label"
    ),
    SiteMistake(
      "a point's name twice",
      point(
        "point: 't', table: 'input', address: 1, type: 'u16' },\n{ point: 't', table: 'input', address: 2, type: 'u16'"
      ), "3:1: devices[0].points[1]: the name t is taken by devices[0].points[0]; choose another"),
    SiteMistake(
      "a scale of zero",
      point("point: 't', table: 'input', address: 1, type: 'u16', scale: 0"),
      "2:63: devices[0].points[0].scale: a scale is a number other than 0"),
  ]

  static let alarms: [SiteMistake] = [
    SiteMistake(
      "no name, no points, no priority", site("alarms: [{ high: 1 }]"),
      #"3:10: alarms[0]: `name` is missing; add `name: "cold_aisle_temperature"`"#,
      #"3:10: alarms[0]: `on` is missing; add `on: { quantity: "air_temperature_celsius" }`"#,
      #"3:10: alarms[0]: `priority` is missing; add `priority: "high"`"#),
    SiteMistake(
      "an alarm's name twice",
      site(
        "alarms: [\n{ name: 'h', priority: 'low', on: { device: 'a', quantity: 'leak_detected' }, is: true },\n{ name: 'h', priority: 'low', on: { device: 'a', quantity: 'leak_detected' }, is: true }]"
      ),
      #"5:9: alarms[1].name: the name "h" is taken by the alarm on line 4 of site.json5; choose another"#
    ),
    SiteMistake(
      "the name of the communication alarm",
      site(
        "alarms: [{ name: 'communication_loss', priority: 'low', on: { quantity: 'leak_detected' }, is: true }]"
      ),
      "3:18: alarms[0].name: every device has the alarm communication_loss by itself; choose another name"
    ),
    SiteMistake(
      "the name of an alarm of the agent's own",
      site(
        "alarms: [{ name: 'odd_traffic', priority: 'low', on: { quantity: 'leak_detected' }, is: true }]"
      ),
      "3:18: alarms[0].name: the agent has the alarm odd_traffic by itself; choose another name"
    ),
    SiteMistake(
      "an unknown priority",
      site(
        "alarms: [{ name: 'h', priority: 'urgent', on: { quantity: 'leak_detected' }, is: true }]"
      ), #"3:33: alarms[0].priority: unknown "urgent"; known: critical, high, medium, low, journal"#
    ),
    SiteMistake(
      "a selector of everything", alarm("on: {}, high: 1"),
      "3:80: alarms[0].on: matches everything; name a `quantity`, `device`, `point` or `labels`"),
    SiteMistake(
      "a device that is not there", alarm("on: { device: 'b' }, high: 1"),
      #"3:90: alarms[0].on.device: no device "b"; known: a"#),
    SiteMistake(
      "an alarm's quantity outside the vocabulary",
      alarm("on: { quantity: 'air_temperature_celcius' }, high: 1"),
      #"3:92: alarms[0].on.quantity: no quantity "air_temperature_celcius" in the vocabulary; did you mean `air_temperature_celsius`?"#
    ),
    SiteMistake(
      "a quantity that no device has", alarm("on: { quantity: 'fire_alarm' }, is: true"),
      "3:80: alarms[0].on: matches no point: the site has no fire_alarm; known: air_relative_humidity_ratio, air_temperature_celsius, device_state, leak_detected"
    ),
    SiteMistake(
      "a point that is not there", alarm("on: { device: 'a', point: 'temperatur' }, high: 1"),
      #"3:80: alarms[0].on: matches no point: no point "temperatur" there; did you mean `temperature`?"#
    ),
    SiteMistake(
      "a label that nobody has",
      alarm("on: { quantity: 'leak_detected', labels: { rack: '1' } }, is: true"),
      "3:80: alarms[0].on: matches no point: none of them has a label `rack`"),
    SiteMistake(
      "a label value that nobody has",
      alarm("on: { quantity: 'leak_detected', labels: { aisle: 'hot' } }, is: true"),
      #"3:80: alarms[0].on: matches no point: none of them has aisle = "hot"; known: cold"#),
    SiteMistake(
      "nothing to judge", alarm("on: { quantity: 'air_temperature_celsius' }"),
      "3:10: alarms[0]: the alarm judges nothing; add `high`, `high_high`, `low`, `low_low`, `is`, `is_not`, `rise`, `fall`, `forecast`, `deviates_by`, `frozen_for`, `stale_for`, `service`, `due`, `when`, or `after` with `expect`"
    ),
    SiteMistake(
      "two kinds of judgement",
      alarm("on: { quantity: 'air_temperature_celsius' }, high: 1, is: true"),
      "3:10: alarms[0]: limits and `is` do not go together; write one rule for each"),
    SiteMistake(
      "setpoints out of order",
      alarm("on: { quantity: 'air_temperature_celsius' }, high: 27, high_high: 25, low: 30"),
      "3:127: alarms[0].high: `high` is 27 but must be below `high_high`, which is 25",
      "3:151: alarms[0].low: `low` is 30 but must be below `high`, which is 27"),
    SiteMistake(
      "a deadband as wide as the limits are apart",
      alarm("on: { quantity: 'air_temperature_celsius' }, high: 27, low: 25, deadband: 2"),
      "3:150: alarms[0].deadband: 2 is not below the distance of `high` and `low`, which is 2"),
    SiteMistake(
      "a negative deadband",
      alarm("on: { quantity: 'air_temperature_celsius' }, high: 27, deadband: -1"),
      "3:141: alarms[0].deadband: -1 is out of range; expected a number from 0 to 1000000000000"),
    SiteMistake(
      "a percentage for a ratio",
      alarm("on: { quantity: 'air_relative_humidity_ratio' }, high: 80"),
      "3:131: alarms[0].high: 80 can never be: air_relative_humidity_ratio goes from 0 to 1.05; for 80 % write 0.8"
    ),
    SiteMistake(
      "a setpoint that can never be reached",
      alarm("on: { quantity: 'air_temperature_celsius' }, high: 270"),
      "3:127: alarms[0].high: 270 can never be: air_temperature_celsius goes from -60 to 150"),
    SiteMistake(
      "a limit for a flag", alarm("on: { quantity: 'leak_detected' }, high: 1"),
      "3:117: alarms[0].high: `high` needs a number, but leak_detected of a is a flag; write `is`"),
    SiteMistake(
      "a limit for a state", alarm("on: { quantity: 'device_state' }, high: 1"),
      "3:116: alarms[0].high: `high` needs a number, but device_state of a is a state; write `is`"),
    SiteMistake(
      "a flag's value for a number",
      alarm("on: { quantity: 'air_temperature_celsius' }, is: true"),
      "3:125: alarms[0].is: true is for flags, but air_temperature_celsius of a is a number; write limits"
    ),
    SiteMistake(
      "a flag's value for a state", alarm("on: { quantity: 'device_state' }, is: true"),
      "3:114: alarms[0].is: true is for flags, but device_state of a is a state; write its name"),
    SiteMistake(
      "a state's name for a flag", alarm("on: { quantity: 'leak_detected' }, is: 'wet'"),
      #"3:115: alarms[0].is: "wet" is for states, but leak_detected of a is a flag; write true or false"#
    ),
    SiteMistake(
      "a state that is never reached",
      alarm("on: { quantity: 'device_state' }, is_not: 'runing'"),
      #"3:118: alarms[0].is_not: no state "runing"; did you mean `running`?"#),
    SiteMistake(
      "a number for a state", alarm("on: { quantity: 'device_state' }, is: 1"),
      "3:114: alarms[0].is: expected true, false or the name of a state, found the number 1"),
    SiteMistake(
      "a deadband for a flag", alarm("on: { quantity: 'leak_detected' }, is: true, deadband: 1"),
      "3:131: alarms[0].deadband: `deadband` is for limits; `is` and `is_not` have delays only"),
    SiteMistake(
      "an unknown hazard",
      alarm("on: { quantity: 'leak_detected' }, is: true, hazard: 'water'"),
      #"3:129: alarms[0].hazard: unknown "water"; known: none, fire, fire_supervisory, fire_trouble, gas, leak, heat"#
    ),
    SiteMistake(
      "an unknown acknowledgement",
      alarm("on: { quantity: 'leak_detected' }, is: true, acknowledgement: 'never'"),
      #"3:138: alarms[0].acknowledgement: unknown "never"; known: on_return, while_active_only"#),
    SiteMistake(
      "a latch that is no yes or no",
      alarm("on: { quantity: 'leak_detected' }, is: true, latch: 'yes'"),
      #"3:128: alarms[0].latch: expected true or false, found the text "yes""#),
    SiteMistake(
      "a delay longer than a day",
      alarm("on: { quantity: 'leak_detected' }, is: true, on_delay: '2d'"),
      #"3:131: alarms[0].on_delay: "2d" is out of range; expected a duration from 0s to 1d"#),
    SiteMistake(
      "an empty response",
      site(
        "alarms: [{ name: 'h', priority: 'low', on: { quantity: 'leak_detected' }, is: true, consequence: 'c', response: '' }]"
      ), "3:113: alarms[0].response: the text is empty; write something, or leave the key away"),
  ]
}
