/// The answer comes byte by byte, in time or over up to three times the time that the client waits.
package struct Trickled: Fault {
  package let name = "trickled"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let frame = exchange.frame
    let whole = Duration.drawn(
      from: exchange.patience / 4...exchange.patience * 3, using: &generator)
    return frame.indices.map { place in
      WireStep(
        after: exchange.latency + whole * (place + 1) / frame.count, .bytes([frame[place]]))
    }
  }
}
