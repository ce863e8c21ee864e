/// The host is gone: attempts to connect are not even refused.
package struct BlackHole: Fault {
  package let name = "black hole"

  package init() {}

  package var admission: Admission { .ignore }
  package var leavesHalfOpen: Bool { true }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    []
  }
}
