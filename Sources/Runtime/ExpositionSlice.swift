/// The part of an exposition that is about one device.
enum ExpositionSlice {
  /// The samples with this label `device`, under the metadata of their families, and the end mark
  /// if there is one. Label values are escaped, so the text looked for occurs nowhere else.
  static func lines(of exposition: [UInt8], device: String) -> [UInt8] {
    let label = "device=\"\(escaped(device))\""
    let wanted = [Array("{\(label)".utf8), Array(",\(label)".utf8)]
    var slice: [UInt8] = []
    var metadata: [UInt8] = []
    for line in exposition.split(separator: UInt8(ascii: "\n")) {
      if line.first == UInt8(ascii: "#") {
        if line.elementsEqual("# EOF".utf8) {
          slice += line + [UInt8(ascii: "\n")]
        } else {
          if isFirst(line, after: metadata) { metadata = [] }
          metadata += line + [UInt8(ascii: "\n")]
        }
      } else if wanted.contains(where: { contains(line, $0) }) {
        slice += metadata + line + [UInt8(ascii: "\n")]
        metadata = []
      }
    }
    return slice
  }

  /// Whether a line begins the metadata of another family than the lines held.
  private static func isFirst(_ line: ArraySlice<UInt8>, after held: [UInt8]) -> Bool {
    guard let first = held.split(separator: UInt8(ascii: "\n")).first else { return true }
    func family(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
      return words.count > 2 ? words[2] : nil
    }
    return family(first) != family(line)
  }

  private static func contains(_ line: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
    guard line.count >= text.count else { return false }
    return (line.startIndex...line.endIndex - text.count).contains {
      line[$0] == text[0] && line[$0..<$0 + text.count].elementsEqual(text)
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
