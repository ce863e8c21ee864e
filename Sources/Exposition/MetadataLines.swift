/// The lines before the samples of a family: `# HELP`, `# TYPE` and, in OpenMetrics, `# UNIT`.
enum MetadataLines {
  static func append(_ family: MetricFamily, format: ExpositionFormat, to bytes: inout [UInt8]) {
    switch format {
    case .text004:
      // Counters and info families go under the name of their samples here, info as a gauge.
      appendLine("HELP", family.name, help(family, escapingQuotes: false), to: &bytes)
      appendLine(
        "TYPE", family.name, Array((family.type == .info ? .gauge : family.type).rawValue.utf8),
        to: &bytes)
    case .openMetrics100:
      let name = family.baseName
      appendLine("TYPE", name, Array(family.type.rawValue.utf8), to: &bytes)
      if let unit = family.statedUnit { appendLine("UNIT", name, Array(unit.utf8), to: &bytes) }
      appendLine("HELP", name, help(family, escapingQuotes: true), to: &bytes)
    }
  }

  private static func appendLine(
    _ keyword: String, _ name: String, _ rest: [UInt8], to bytes: inout [UInt8]
  ) {
    bytes += "# \(keyword) \(name) ".utf8
    bytes += rest
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func help(_ family: MetricFamily, escapingQuotes: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in family.help.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\"") where escapingQuotes: bytes += "\\\"".utf8
      case 0..<0x20, 0x7F: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
