import Agent
import Polling
import Registers

/// What happened on a line, without its number: that may have changed since.
enum LineHappening: Sendable {
  case opened
  case failed(ModbusFault)
  case frame([UInt8], token: UInt16)

  func event(on line: LineIndex) -> AgentEvent {
    switch self {
    case .opened: .lineOpened(line)
    case .failed(let fault): .lineFailed(line, fault)
    case .frame(let frame, let token): .frameReceived(line, token: token, frame: frame)
    }
  }
}
