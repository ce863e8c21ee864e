/// How the network part of a simulated device misbehaves.
package enum WireFault: Hashable, Sendable {
  /// Answers as it should.
  case none
  /// Accepts connections and requests and never answers.
  case silent
  /// The port is closed; so are all devices behind it.
  case refuse
  /// Answers so much later.
  case delay(Duration)
  /// Answers with another transaction number.
  case wrongTransaction
}
