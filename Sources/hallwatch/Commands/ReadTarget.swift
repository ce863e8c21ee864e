import Configuration
import DeviceProfiles
import ModbusLink
import Polling
import Readings
import Registers
import Runtime

/// What `read` is to read: a device, and the points that its registers hold.
struct ReadTarget {
  let endpoint: Endpoint
  let unit: UnitID
  let profile: DeviceProfile
  /// Whether the points come from a profile rather than from table and address.
  let isProfiled: Bool
  let timeout: Duration

  /// How the target is called in words.
  var title: String { "\(endpoint.description) unit \(unit)" }

  init(_ arguments: Arguments, files: some SiteFileSource) throws(UsageError) {
    do throws(Endpoint.Mistake) {
      endpoint = try Endpoint(arguments.positional(0) ?? "")
    } catch {
      throw UsageError(error.message)
    }
    let registerOptions = ["table", "address", "count", "type", "word-order"]
      .filter { arguments.string($0) != nil }
    if let name = arguments.string("profile") {
      if let other = registerOptions.first {
        throw UsageError("--\(other) does not go with --profile, which knows its registers")
      }
      profile = try Self.profile(name, files: files)
      isProfiled = true
    } else {
      guard arguments.string("table") != nil, arguments.string("address") != nil else {
        throw UsageError("say what to read: --profile P, or --table T and --address A")
      }
      profile = try Self.registers(arguments)
      isProfiled = false
    }
    unit = try Self.unit(arguments, profile)
    if endpoint.medium.framing == .rtu, unit == .direct {
      throw UsageError("--unit 255: RTU framing has the units 1 to 247")
    }
    timeout = try arguments.duration("timeout") ?? profile.contract.timeout ?? .seconds(1)
    guard timeout > .zero else { throw UsageError("--timeout must be longer than nothing") }
  }

  /// A line to the target.
  func session() throws(SystemFailure) -> any RequestSession { try Self.session(to: endpoint) }

  static func session(to endpoint: Endpoint) throws(SystemFailure) -> any RequestSession {
    switch endpoint.medium {
    case .tcp(let host, let port):
      try TCPSession(host: host, port: port, framing: .tcp)
    case .rtuOverTCP(let host, let port):
      try TCPSession(host: host, port: port, framing: .rtu)
    case .serial(let settings): SerialSession(settings.portSetting)
    }
  }

  /// The requests that read every point, each with the points' spans that it is for.
  var plan: [CyclePlan.Request] { plan(of: profile) }

  /// The same with the addresses that were found on the device.
  func plan(of profile: DeviceProfile) -> [CyclePlan.Request] {
    let items = profile.polledItems
    let device = PolledDevice(
      line: LineIndex(rawValue: 0), unit: unit, interval: .seconds(1), timeout: timeout,
      contract: profile.contract, items: items)
    let line = LineSettings(name: endpoint.description, medium: endpoint.medium)
    return device.plan(on: line).requests(.init(includesSlow: true, includesOnce: true))
  }

  private static func unit(
    _ arguments: Arguments, _ profile: DeviceProfile
  ) throws(UsageError) -> UnitID {
    guard let number = try arguments.integer("unit", in: 0...255) else {
      guard let unit = profile.defaultUnit else { throw UsageError("--unit is missing") }
      return unit
    }
    guard let unit = UnitID(rawValue: UInt8(number)) else {
      throw UsageError("--unit \(number): units are 0 to 247, and 255 for a device by itself")
    }
    return unit
  }

  private static func profile(
    _ name: String, files: some SiteFileSource
  ) throws(UsageError) -> DeviceProfile {
    guard name.hasSuffix(".json5") || name.contains("/") else {
      if let profile = ProfileCatalogue.named(name) { return profile }
      let names = ProfileCatalogue.load().map(\.name)
      throw UsageError("--profile \(name): " + suggestion(for: name, among: names))
    }
    let text: String
    do { text = try files.text(at: name) } catch { throw UsageError("\(name): \(error)") }
    let (profile, problems) = ProfileFile.read(text, file: name)
    guard let profile else {
      throw UsageError(problems.map(\.description).joined(separator: "\n"))
    }
    return profile
  }

  /// Values of one type, one after another, as a profile without meaning.
  private static func registers(_ arguments: Arguments) throws(UsageError) -> DeviceProfile {
    let tableName = arguments.string("table") ?? ""
    guard let table = RegisterTable(name: tableName) else {
      let names = RegisterTable.allCases.map(\.name)
      throw UsageError("--table \(tableName): " + suggestion(for: tableName, among: names))
    }
    let typeName = arguments.string("type") ?? (table.holdsBits ? "bool" : "u16")
    guard let type = RegisterEncoding.ValueType(name: typeName) else {
      throw UsageError(
        "--type \(typeName): known are u16, i16, u32, i32, u64, i64, f32, f64, bool, bits and "
          + "ascii:N")
    }
    if table.holdsBits, type != .bool {
      throw UsageError("--type \(typeName): an address of table \(table.name) holds one bit")
    }
    let order =
      try arguments.choice("word-order", as: RegisterEncoding.WordOrder.self) ?? .big
    let encoding = RegisterEncoding(type, wordOrder: order)
    let first = try arguments.integer("address", in: 0...65535) ?? 0
    let count = try arguments.integer("count", in: 1...2000) ?? 1
    let width = table.holdsBits ? 1 : encoding.registerCount
    guard first + count * width <= 65536 else {
      throw UsageError("--count \(count): address 65535 is the last, and \(first) the first")
    }
    let points = (0..<count).map { place in
      let address = first + place * width
      return PointDefinition(
        name: "\(table.name) \(address)", table: table, address: UInt16(address),
        encoding: encoding, meaning: PointMeaning(plain: type))
    }
    return DeviceProfile(
      name: "", deviceClass: .other, title: "registers", points: points)
  }
}

extension PointMeaning {
  /// What a value of the type is when nothing more is known of it.
  fileprivate init(plain type: RegisterEncoding.ValueType) {
    self =
      switch type {
      case .bool: .flag(inverted: false)
      case .bits: .flags((0..<16).map { FlagName(bit: $0, name: "bit \($0)") })
      case .ascii: .text
      default: .number(Scaling())
      }
  }
}
