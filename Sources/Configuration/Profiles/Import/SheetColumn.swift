/// What a column of a register spreadsheet is about.
enum SheetColumn: CaseIterable {
  case name, table, address, type, wordOrder, scale, offset, unit, values, access, length, help

  /// How vendors call the column, in lower case without punctuation. The first spelling that a
  /// header equals, or else begins with or contains as words, decides.
  private var spellings: [String] {
    switch self {
    case .name:
      ["point", "name", "signal", "parameter", "variable", "tag", "object", "data point", "item"]
    case .table:
      ["table", "function", "function code", "fc", "register type", "object type", "area"]
    case .address:
      [
        "address", "register", "register address", "modbus address", "reg", "addr",
        "start address", "register number", "offset address", "no", "number", "modbus register",
      ]
    case .type: ["type", "data type", "format", "datatype", "data format", "encoding"]
    case .wordOrder: ["word order", "byte order", "endianness", "order", "endian"]
    case .scale:
      [
        "scale", "factor", "multiplier", "gain", "resolution", "scaling", "scale factor",
        "divisor", "divider", "coefficient", "precision",
      ]
    case .offset: ["offset", "bias"]
    case .unit: ["unit", "units", "uom", "eng unit", "engineering unit"]
    case .values: ["values", "enumeration", "enum", "states", "bits", "coding", "meaning", "range"]
    case .access: ["access", "r w", "rw", "read write", "mode", "permission"]
    case .length: ["length", "words", "size", "registers", "count", "quantity", "no of registers"]
    case .help:
      ["help", "description", "remark", "remarks", "comment", "comments", "notes", "note"]
    }
  }

  /// Which cell of a row each column is, by the header; columns that are not there are absent.
  static func columns(of header: [String]) -> [SheetColumn: Int] {
    let names = header.map { plain($0).split(separator: " ") }
    var columns: [SheetColumn: Int] = [:]
    for matches in [Self.equals, Self.containsWords] {
      for column in Self.allCases where columns[column] == nil {
        for spelling in column.spellings.map({ $0.split(separator: " ") }) {
          guard
            let place = names.indices.first(where: { place in
              !columns.values.contains(place) && matches(names[place], spelling)
            })
          else { continue }
          columns[column] = place
          break
        }
      }
    }
    // A sheet that describes and does not name has its names in the description.
    if columns[.name] == nil { columns[.name] = columns[.help] }
    return columns
  }

  private static func equals(_ name: [Substring], _ spelling: [Substring]) -> Bool {
    name == spelling
  }

  /// Whether the words of the spelling stand in the name, one after another. A word of two letters is
  /// in too many names.
  private static func containsWords(_ name: [Substring], _ spelling: [Substring]) -> Bool {
    guard spelling.count > 1 || (spelling.first?.count ?? 0) > 2 else { return false }
    return name.indices.contains { name[$0...].starts(with: spelling) }
  }

  /// Lower case, with blanks for everything but letters and digits.
  static func plain(_ text: String) -> String {
    let letters = text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " }
    return String(letters).split(separator: " ").joined(separator: " ")
  }
}
