import Configuration
import ModbusLink
import Readings
import Registers

/// What a scan of a line found.
struct LineScan {
  let endpoint: Endpoint
  let asked: Int
  var findings: [UnitFinding] = []
  var duration = Duration.zero
  /// Why not all units were asked; nil when they were.
  var fault: ModbusFault?
  /// What would be better to ask than this endpoint; nil when it is the right one.
  var betterEndpoint: Endpoint?
  /// A unit that answers though it was not asked for; nil when none was looked for or found.
  var otherUnit: UnitID?
  /// What is there instead of a Modbus device; nil when it is one, or nothing shows what it is.
  var peer: PeerKind?

  var answering: [UnitFinding] { findings.filter(\.answers) }

  var exitCode: ExitCode {
    if answering.isEmpty { return .failed }
    return fault == nil ? .done : .partlyDone
  }

  /// The units that did not answer in that way.
  func units(_ presence: UnitFinding.Presence) -> [UnitID] {
    findings.filter { $0.presence == presence }.map(\.unit)
  }

  /// What a person should know besides the units that answer, each in a sentence or two.
  var remarks: [String] {
    var remarks: [String] = []
    if let betterEndpoint {
      remarks.append(
        "It looks like \(betterEndpoint.framingWords) framing: use \(betterEndpoint.description)")
    }
    if let otherUnit {
      remarks.append(
        "It answers on unit \(otherUnit), not \(UnitList.ranges(findings.map(\.unit))): "
          + "use --units \(otherUnit)")
    }
    for code in [ExceptionCode.gatewayPathUnavailable, .gatewayTargetNoResponse] {
      let units = units(.refusedByGateway(code))
      guard !units.isEmpty else { continue }
      remarks.append(
        "A gateway answers for unit \(UnitList.ranges(units)), which it does not reach: \(code)")
    }
    let disturbed = findings.filter { if case .disturbed = $0.presence { true } else { false } }
    for fault in Set(disturbed.map(\.presence)).compactMap(\.fault).sorted(by: \.words) {
      remarks.append("Unit \(UnitList.ranges(units(.disturbed(fault)))): \(fault.words)")
    }
    let silent = units(.silent)
    if !silent.isEmpty { remarks.append("No answer: unit \(UnitList.ranges(silent))") }
    let unwilling = answering.filter { $0.portrait?.refusesAllTables ?? false }.map(\.unit)
    if !unwilling.isEmpty {
      remarks.append(
        "Unit \(UnitList.ranges(unwilling)): every table is refused. Some devices and gateways "
          + "answer so for units that are not there.")
    }
    let unexamined = answering.filter { $0.portrait == nil }.map(\.unit)
    if !unexamined.isEmpty {
      remarks.append(
        "The first \(LineScanner.alikeLimit) units are alike; unit \(UnitList.ranges(unexamined)) "
          + "answered, and was not looked at closer. A device by itself may answer on every unit.")
    }
    if answering.contains(where: { !($0.portrait?.guesses.isEmpty ?? true) }) {
      remarks.append(
        "MAY BE compares a few registers with the catalogue and proves nothing: see `hallwatch "
          + "read … --profile P`.")
    }
    if let peer {
      remarks.append(peer.advice)
    } else if let fault {
      remarks.append(
        "After \(counted(findings.count, "unit")) of \(asked) the line was lost: \(fault.words). "
          + fault.advice(on: endpoint.medium))
    } else if answering.isEmpty, betterEndpoint == nil, otherUnit == nil {
      remarks.append(
        (findings.compactMap(\.presence.fault).first ?? .timeout).advice(on: endpoint.medium))
    }
    return remarks
  }
}

extension UnitFinding.Presence {
  /// Why there is no answer; nil when there is one.
  var fault: ModbusFault? {
    switch self {
    case .answers: nil
    case .refusedByGateway(let code): .exception(code)
    case .silent: .timeout
    case .disturbed(let fault): fault
    }
  }
}

extension Sequence {
  fileprivate func sorted<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
    sorted { key($0) < key($1) }
  }
}
