/// No answer to this request; the next is answered again.
package struct Never: Fault {
  package let name = "never"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    []
  }
}
