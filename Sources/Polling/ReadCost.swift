import Readings
package import Registers

/// What a request costs on a line, in nanoseconds: a fixed part and a part for each data byte of
/// the answer. It is time on the wire for serial media, and work of both ends for TCP.
package struct ReadCost: Hashable, Sendable {
  /// Nanoseconds for each request, whatever it reads.
  package var perRequest: Int
  /// Nanoseconds for each data byte of the answer.
  package var perByte: Int

  package init(perRequest: Int, perByte: Int) {
    self.perRequest = perRequest
    self.perByte = perByte
  }

  /// The cost of a request on a medium to a device that needs `gap` of silence between requests.
  package init(medium: LineSettings.Medium, gap: Duration = .zero) {
    let gap = Int(gap.nanoseconds)
    switch medium {
    case .tcp:
      // Measured on loopback: about 10 µs for a request, 0.03 µs for a further register. A real
      // device is slower in both, and the ratio, which is all that counts here, is no smaller.
      self.init(perRequest: 10_000 + gap, perByte: 15)
    case .rtuOverTCP:
      // The rate behind a terminal server is not known to us: the default of the specification.
      self.init(serial: SerialSettings(path: "", baud: 9600), gap: gap)
    case .serial(let settings):
      self.init(serial: settings, gap: gap)
    }
  }

  /// A request has 8 characters, an answer 5 besides its data, silence precedes both, and the
  /// device thinks in between.
  private init(serial settings: SerialSettings, gap: Int) {
    let character = Int(settings.characterTime.nanoseconds)
    let silence = Int(settings.frameSilence.nanoseconds)
    self.init(
      perRequest: 13 * character + silence + Self.turnaround + max(silence, gap),
      perByte: character)
  }

  /// How long a serial device is taken to think before it answers, in nanoseconds.
  private static let turnaround = 5_000_000

  /// The cost of reading a span with one request, in nanoseconds.
  package func cost(_ span: RegisterSpan) -> Int {
    let byteCount = span.table.holdsBits ? (span.count + 7) / 8 : span.count * 2
    return perRequest + byteCount * perByte
  }

  /// The cost of several requests, in nanoseconds.
  package func cost(_ spans: [RegisterSpan]) -> Int { spans.reduce(0) { $0 + cost($1) } }
}
