/// A spreadsheet as text: rows of cells, with quotes as spreadsheets write them.
struct DelimitedText {
  /// Without rows that are empty.
  var rows: [(line: Int, cells: [String])] = []

  /// Takes commas, semicolons or tabs, whichever the first line has most of.
  init(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    let first = scalars.prefix { $0 != "\n" && $0 != "\r" }
    let delimiters: [Unicode.Scalar] = [",", ";", "\t"]
    let delimiter =
      delimiters.max { left, right in
        first.count { $0 == left } < first.count { $0 == right }
      } ?? ","
    var reader = Reader(scalars: scalars, delimiter: delimiter)
    while let row = reader.row() {
      if row.cells.contains(where: { !$0.isEmpty }) { rows.append(row) }
    }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    let delimiter: Unicode.Scalar
    var place = 0
    var line = 1

    /// The next row; nil at the end.
    mutating func row() -> (line: Int, cells: [String])? {
      guard place < scalars.count else { return nil }
      let start = line
      var cells: [String] = []
      while true {
        cells.append(cell())
        guard place < scalars.count else { break }
        let next = scalars[place]
        place += 1
        if next == delimiter { continue }
        if next == "\r", place < scalars.count, scalars[place] == "\n" { place += 1 }
        line += 1
        break
      }
      return (start, cells)
    }

    private mutating func cell() -> String {
      var text = String.UnicodeScalarView()
      var isQuoted = false
      while place < scalars.count {
        let next = scalars[place]
        if isQuoted {
          place += 1
          if next != "\"" {
            if next == "\n" { line += 1 }
            text.append(next == "\n" || next == "\r" ? " " : next)
          } else if place < scalars.count, scalars[place] == "\"" {
            text.append("\"")
            place += 1
          } else {
            isQuoted = false
          }
        } else if next == "\"" {
          isQuoted = true
          place += 1
        } else if next == delimiter || next == "\n" || next == "\r" {
          break
        } else {
          text.append(next)
          place += 1
        }
      }
      return trimmed(String(text))
    }
  }
}

/// The text without blanks around it.
func trimmed(_ text: some StringProtocol) -> String {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
  let start = text.drop(while: isBlank)
  guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
  return String(start[...last])
}
