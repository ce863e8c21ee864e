package import Plant
package import WireFaults

/// Something that goes wrong, or that somebody does, in a simulation: one item of the list that a
/// failing run is shrunk to.
package struct Disturbance: Sendable {
  package enum Kind: Sendable {
    /// A fault of one line, which strikes so many of a hundred requests.
    case wire(line: Int, any Fault, percent: Int)
    /// Something in the plant, and what ends it; nil for what needs no end.
    case plant(HallAction, end: HallAction?)
    /// Writes to the disk fail, for that reason.
    case diskFails(String)
    /// A write takes so long.
    case diskSlow(Duration)
    /// The wall clock jumps, and back at the end.
    case clockSteps(Duration)
    /// The process gets no time.
    case processPauses
    /// The process is killed, and started again at the end.
    case processKilled
    /// A person does something; it has no end of its own.
    case operates(OperatorDraw)
    /// A target of notifications, by its place, takes nothing.
    case targetFails(Int)
    /// The site file changes and is to be in force; at the end it may be mended.
    case reloads(SiteEdit)
  }

  /// Its place in the list as it was drawn, by which a person names it.
  package var id: Int
  /// Since the start of the simulation.
  package var from: Duration
  package var until: Duration
  package var kind: Kind
  /// What it is, for people.
  package var text: String

  package init(id: Int, from: Duration, until: Duration, kind: Kind, text: String) {
    self.id = id
    self.from = from
    self.until = until
    self.kind = kind
    self.text = text
  }
}

extension Disturbance {
  /// Whether it lets devices of a line refuse what they have, from which the agent learns to wait.
  func isStorm(onLine line: Int) -> Bool {
    guard case .wire(line, let fault, _) = kind, let storm = fault as? ExceptionStorm else {
      return false
    }
    return (1...3).contains(storm.code)
  }
}

extension Disturbance: CustomStringConvertible {
  package var description: String {
    "[\(id)] \(durationWords(from)) to \(durationWords(until)): \(text)"
  }
}
