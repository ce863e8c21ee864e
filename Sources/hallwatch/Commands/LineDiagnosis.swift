import Configuration
import ModbusLink
import Polling
import Readings
import Registers

/// Finds out why a device does not answer, by asking it differently.
struct LineDiagnosis {
  let target: ReadTarget
  let fault: ModbusFault

  /// The units that a person is likely to have meant: the usual ones of devices and gateways.
  static func usualUnits(for endpoint: Endpoint) -> [UnitID] {
    [1, 255, 0, 2, 3, 10, 100].compactMap(UnitID.init(rawValue:))
      .filter { endpoint.medium.framing == .tcp || $0.isOnBus }
  }

  private static let patience = Duration.milliseconds(700)

  /// Whether something may answer if it is asked differently.
  var isWorthAsking: Bool {
    switch fault {
    case .unreachable: false
    case .timeout, .disconnected, .flawed, .exception: true
    }
  }

  /// What a person can do, each in a sentence.
  func findings() -> [String] {
    guard isWorthAsking else { return [fault.advice(on: target.endpoint.medium)] }
    if let peer = peerKind { return [peer.advice] }
    if let endpoint = target.endpoint.inOtherFraming, answers(target.unit, at: endpoint) {
      return ["It looks like \(endpoint.framingWords) framing: use \(endpoint.description)"]
    }
    let units = Self.usualUnits(for: target.endpoint).filter { $0 != target.unit }
    if let unit = units.first(where: { answers($0, at: target.endpoint) }) {
      return ["It answers on unit \(unit), not \(target.unit): use --unit \(unit)"]
    }
    if let peer = Self.peerKind(at: target.endpoint, asking: PeerQuestion.all) {
      return [peer.advice]
    }
    return [fault.advice(on: target.endpoint.medium)]
  }

  /// What is there instead of a Modbus device, if it says so. A device that refuses is one.
  private var peerKind: PeerKind? {
    if case .exception = fault { return nil }
    guard let span = target.plan.first?.span else { return nil }
    let question = ReadRequest(unit: target.unit, span: span)
      .frame(target.endpoint.medium.framing, transaction: 1)
    return Self.peerKind(at: target.endpoint, asking: [question])
  }

  /// What shows itself by the answer to one of the questions. Only TCP peers are asked: what is said
  /// on a serial line, all its devices hear.
  static func peerKind(at endpoint: Endpoint, asking questions: [[UInt8]]) -> PeerKind? {
    let (host, port): (String, UInt16)
    switch endpoint.medium {
    case .serial: return nil
    case .tcp(let name, let number), .rtuOverTCP(let name, let number):
      (host, port) = (name, number)
    }
    for question in questions {
      let bytes = PeerGlimpse.bytes(
        host: host, port: port, question: question, patience: patience)
      if let kind = PeerKind(bytes) { return kind }
    }
    return nil
  }

  /// Whether anything in good form comes back. A gateway's word that nobody is there does not
  /// count.
  private func answers(_ unit: UnitID, at endpoint: Endpoint) -> Bool {
    guard let span = target.plan.first?.span,
      !(endpoint.medium.framing == .rtu && (unit == .direct || unit.rawValue == 0)),
      let session = try? ReadTarget.session(to: endpoint)
    else { return false }
    defer { session.close() }
    do throws(ModbusFault) {
      _ = try session.transact(ReadRequest(unit: unit, span: span), timeout: Self.patience)
      return true
    } catch {
      guard case .exception(let code) = error else { return false }
      return code != .gatewayPathUnavailable && code != .gatewayTargetNoResponse
    }
  }
}

extension Endpoint {
  /// The framing that the same host and port might speak instead; nil on a serial line.
  var inOtherFraming: Endpoint? {
    switch medium {
    case .tcp(let host, let port): Endpoint(medium: .rtuOverTCP(host: host, port: port))
    case .rtuOverTCP(let host, let port): Endpoint(medium: .tcp(host: host, port: port))
    case .serial: nil
    }
  }

  /// How its framing is called.
  var framingWords: String { medium.framing == .rtu ? "RTU" : "Modbus/TCP" }
}

extension LineSettings.Medium {
  fileprivate var isSerial: Bool { if case .serial = self { true } else { false } }
}

extension ModbusFault {
  /// What happened, for people.
  var words: String {
    switch self {
    case .exception(let code): "the device refuses: \(code)"
    case .timeout: "no answer in time"
    case .unreachable(.refused): "connection refused"
    case .unreachable(.connectTimeout): "no answer to the attempt to connect"
    case .unreachable(.noRoute): "no route to the host"
    case .unreachable(.nameUnknown): "nobody knows the name"
    case .unreachable(.noSuchDevice): "no such serial device"
    case .unreachable(.permissionDenied): "no permission, or in use"
    case .unreachable(.outOfDescriptors): "out of descriptors"
    case .unreachable(.other): "cannot be opened"
    case .disconnected: "the connection was ended by the other side"
    case .flawed(let flaw): "the answer is not one to the request (\(flaw.rawValue))"
    }
  }

  /// What a person can do about it on a line.
  func advice(on medium: LineSettings.Medium) -> String {
    switch self {
    case .unreachable(.refused):
      "The host is there but nobody listens on the port: is Modbus switched on, and is it the port?"
    case .unreachable(.connectTimeout):
      "Is the host on, and does a firewall let the port through?"
    case .unreachable(.noRoute): "Is the network of the host connected to this machine?"
    case .unreachable(.nameUnknown): "Is the name spelled right? An address works without a name."
    case .unreachable(.noSuchDevice): "Is the adapter plugged in? See ls -l /dev/serial/by-id/"
    case .unreachable(.permissionDenied):
      "Another program may hold the port, or this user may not use it (group dialout)."
    case .unreachable(.outOfDescriptors): "The system gives no more descriptors (ulimit -n)."
    case .unreachable(.other): "The system refuses the connection."
    case .timeout:
      medium.isSerial
        ? "Are unit, baud, parity and the two wires (A/B) right?"
        : "The connection stands. Is the unit right? Does the device need longer (--timeout)?"
    case .disconnected:
      "The device ends the connection: it may serve one client only, or not this machine."
    case .flawed: "What answers does not speak Modbus as asked: is it the right port?"
    case .exception: "The gateway answers; the unit behind it does not: is the unit right?"
    }
  }

  /// The same in a word or two, for tables.
  var shortWords: String {
    switch self {
    case .timeout: "no answer"
    case .disconnected: "disconnected"
    default: words
    }
  }
}
