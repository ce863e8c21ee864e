/// Nobody listens. Connections that stand are broken with the next request.
package struct Refuse: Fault {
  package let name = "refuse"

  package init() {}

  package var admission: Admission { .refuse }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    [WireStep(after: .zero, .reset)]
  }
}
