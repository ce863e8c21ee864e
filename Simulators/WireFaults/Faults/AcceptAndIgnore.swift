/// Connections are accepted and requests are taken, and nothing ever comes back.
package struct AcceptAndIgnore: Fault {
  package let name = "accept and ignore"

  package init() {}

  package var leavesHalfOpen: Bool { true }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    []
  }
}
