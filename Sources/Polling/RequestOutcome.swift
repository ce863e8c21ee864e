package import Registers

/// How a request ended: the label `outcome` of `hallwatch_requests_total`.
package enum RequestOutcome: String, Hashable, Sendable, CaseIterable {
  /// A proven answer came in time.
  case ok
  /// The device or its gateway refused in good form.
  case exception
  /// No whole answer before the deadline.
  case timeout
  /// The connection ended while the answer was awaited.
  case disconnected
  /// The line could not be opened, so nothing was asked.
  case unreachable
  /// Something came that is not the answer.
  case flawed

  package init(_ fault: ModbusFault) {
    switch fault {
    case .exception: self = .exception
    case .timeout: self = .timeout
    case .unreachable: self = .unreachable
    case .disconnected: self = .disconnected
    case .flawed: self = .flawed
    }
  }

  /// The place among all cases.
  var index: Int {
    switch self {
    case .ok: 0
    case .exception: 1
    case .timeout: 2
    case .disconnected: 3
    case .unreachable: 4
    case .flawed: 5
    }
  }
}

extension ResponseFlaw {
  /// The place among all cases.
  var index: Int {
    switch self {
    case .transaction: 0
    case .protocolID: 1
    case .unit: 2
    case .function: 3
    case .length: 4
    case .checksum: 5
    case .unsolicited: 6
    }
  }
}
