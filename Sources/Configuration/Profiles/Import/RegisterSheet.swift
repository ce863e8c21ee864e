import DeviceProfiles
import Registers

/// Turns a spreadsheet of registers into a draft of a profile, and says what it assumed. The draft is
/// a start: a person holds every assumption against the document.
package struct RegisterSheet {
  /// The draft, a profile file that loads. Nil when no row could be understood.
  package private(set) var draft: String?
  /// What was assumed, in the order of the rows, each with its line where it has one.
  package private(set) var assumptions: [String] = []
  /// Rows that are not in the draft, each with why.
  package private(set) var skipped: [String] = []
  /// How many points the draft has.
  package private(set) var pointCount = 0

  private var columns: [SheetColumn: Int] = [:]
  private var points: [SheetPoint] = []
  /// Whether numbers such as 40001 say the table by their first digit.
  private var isModicon = false

  /// - Parameters:
  ///   - text: the sheet, with a header.
  ///   - name: the name of the profile, as the file is called.
  package init(_ text: String, name: String) {
    let rows = DelimitedText(text).rows
    guard let header = rows.first else {
      skipped.append("the file is empty")
      return
    }
    columns = SheetColumn.columns(of: header.cells)
    guard columns[.address] != nil, columns[.name] != nil else {
      skipped.append(
        "line \(header.line): no header that names an address and a name; found "
          + header.cells.filter { !$0.isEmpty }.joined(separator: ", "))
      return
    }
    isModicon = Self.looksModicon(rows.dropFirst().map { cell(.address, $0.cells) })
    if isModicon {
      assumptions.append(
        "numbers such as 40001 are a table and a count from 1: 40001 is address 0 of holding")
    } else if columns[.table] == nil {
      assumptions.append("the sheet names no table; all points are in holding")
    }
    for row in rows.dropFirst() { take(row) }
    resolveOverlaps()
    write(as: SheetCell.slug(name)?.replacingUnderscores ?? "draft")
  }

  private func cell(_ column: SheetColumn, _ cells: [String]) -> String {
    guard let place = columns[column], cells.indices.contains(place) else { return "" }
    return cells[place]
  }

  /// Most numbers have five or six digits and begin with a table's.
  private static func looksModicon(_ texts: [String]) -> Bool {
    let numbers = texts.compactMap { SheetCell.address($0) }.filter { !$0.isHex }
    let modicon = numbers.filter { number in
      number.digits >= 5
        && [0, 1, 3, 4].contains(number.number / (number.digits == 6 ? 100_000 : 10_000))
    }
    let isLarge = numbers.contains { $0.number >= 30_001 }
    return isLarge && modicon.count * 10 >= numbers.count * 9
      && numbers.allSatisfy { $0.digits >= 5 }
  }

  private mutating func assume(_ line: Int, _ text: String) {
    assumptions.append("line \(line): \(text)")
  }

  private mutating func skip(_ line: Int, _ text: String) {
    skipped.append("line \(line): \(text)")
  }

  private mutating func take(_ row: (line: Int, cells: [String])) {
    if SheetCell.isWriteOnly(cell(.access, row.cells)) {
      return skip(row.line, "can only be written; nothing here writes")
    }
    guard let place = place(row), let name = SheetCell.slug(cell(.name, row.cells)) else {
      return skip(row.line, "no address and name that can be understood")
    }
    let length = Int(cell(.length, row.cells)) ?? place.count
    guard let encoding = encoding(row, place.table, length: length) else {
      return skip(row.line, "\(name): type \"\(cell(.type, row.cells))\" is not known")
    }
    var point = SheetPoint(
      line: row.line, name: unique(name), table: place.table, address: place.address,
      encoding: encoding, help: cell(.help, row.cells))
    guard point.addresses.upperBound <= 65536 else {
      return skip(row.line, "\(name): ends past address 65535")
    }
    readNumbers(of: &point, row)
    readNames(of: &point, row)
    guessQuantity(of: &point)
    points.append(point)
  }

  private func unique(_ name: String) -> String {
    let taken = Set(points.map(\.name))
    if !taken.contains(name) { return name }
    return (2...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
  }

  private mutating func place(_ row: (line: Int, cells: [String]))
    -> (table: RegisterTable, address: Int, count: Int?)?
  {
    guard let found = SheetCell.address(cell(.address, row.cells)) else { return nil }
    let named = SheetCell.table(cell(.table, row.cells))
    guard isModicon, !found.isHex else {
      guard (0...65535).contains(found.number) else { return nil }
      return (named ?? .holdingRegister, found.number, found.count)
    }
    let unit = found.digits == 6 ? 100_000 : 10_000
    let tables: [Int: RegisterTable] = [
      0: .coil, 1: .discreteInput, 3: .inputRegister, 4: .holdingRegister,
    ]
    guard let table = tables[found.number / unit] else { return nil }
    let address = found.number % unit - 1
    guard (0...65535).contains(address) else { return nil }
    if let named, named != table {
      assume(row.line, "the number says \(table.name), the table \(named.name); took the number")
    }
    return (table, address, found.count)
  }

  private mutating func encoding(
    _ row: (line: Int, cells: [String]), _ table: RegisterTable, length: Int?
  ) -> RegisterEncoding? {
    if table.holdsBits { return RegisterEncoding(.bool) }
    let text = cell(.type, row.cells)
    if text.isEmpty {
      assume(row.line, "no type; took u16")
      return RegisterEncoding(.u16)
    }
    guard var encoding = SheetCell.type(text, count: length) else { return nil }
    if let orders = SheetCell.orders(cell(.wordOrder, row.cells)) {
      (encoding.wordOrder, encoding.byteOrder) = orders
    } else if encoding.registerCount > 1, SheetCell.orders(text) == nil,
      !isText(encoding.type)
    {
      assume(row.line, "no word order; took big")
    }
    return encoding
  }

  private func isText(_ type: RegisterEncoding.ValueType) -> Bool {
    if case .ascii = type { true } else { false }
  }

  /// Scale, offset and unit, in base units.
  private mutating func readNumbers(
    of point: inout SheetPoint, _ row: (line: Int, cells: [String])
  ) {
    let isNumber =
      switch point.encoding.type {
      case .bool, .bits, .ascii: false
      default: true
      }
    guard isNumber else { return }
    let scaleText = cell(.scale, row.cells)
    var unitText = cell(.unit, row.cells)
    if let scale = SheetCell.scale(scaleText) {
      point.scale = scale.value
      if scale.isDivisor { assume(point.line, "\(scaleText) divides: scale \(scale.value)") }
      if unitText.isEmpty { unitText = scale.rest }
      if scale.value >= 10, [10, 100, 1000].contains(scale.value), !scale.isDivisor,
        SheetUnit(unitText)?.scale == 1, !hasOwnHeader
      {
        assume(
          point.line,
          "\(point.name): scale \(numberText(scale.value)) multiplies; many sheets mean a divisor")
      }
    } else if !scaleText.isEmpty {
      assume(point.line, "\(point.name): scale \"\(scaleText)\" is not understood; took 1")
    }
    point.offset = SheetCell.scale(cell(.offset, row.cells))?.value ?? 0
    guard !unitText.isEmpty else { return }
    guard let unit = SheetUnit(unitText) else {
      assume(point.line, "\(point.name): unit \"\(unitText)\" is not known; left it away")
      return
    }
    point.unit = unit.base
    if unit.scale != 1 || unit.offset != 0 {
      point.offset = point.offset * unit.scale + unit.offset
      point.scale = (point.scale * unit.scale).decimal
      assume(point.line, "\(point.name): \(unitText) became \(unit.base)")
    }
  }

  /// Whether the sheet has the header of the register maps, whose scales multiply.
  private var hasOwnHeader: Bool { columns[.values] != nil && columns[.wordOrder] != nil }

  private mutating func readNames(
    of point: inout SheetPoint, _ row: (line: Int, cells: [String])
  ) {
    let text = cell(.values, row.cells)
    guard !text.isEmpty, let (isBits, names) = SheetCell.names(text) else {
      if point.encoding.type == .bits {
        assume(point.line, "\(point.name): no names of bits; became a number")
        point.encoding.type = .u16
      }
      return
    }
    switch (point.encoding.type, isBits) {
    case (.bool, _), (.ascii, _), (.f32, _), (.f64, _): return
    case (.bits, _), (_, true): point.flags = names
    case (_, false) where point.unit == nil && point.scale == 1: point.states = names
    case (_, false):
      assume(point.line, "\(point.name): \(text) are not states of a number; left away")
    }
  }

  private mutating func guessQuantity(of point: inout SheetPoint) {
    guard point.states.isEmpty, point.flags.isEmpty, !point.table.holdsBits,
      let (quantity, labels) = QuantityGuess.quantity(of: point.name, unit: point.unit)
    else { return }
    let isTaken = points.contains { $0.quantity == quantity && $0.labels == labels }
    guard !isTaken else { return }
    point.quantity = quantity
    point.labels = labels
    let shown = SeriesDefinition(quantity, labels: labels).text
    assume(point.line, "\(point.name): quantity \(shown), by its name")
  }

  /// Rows that look at the same register on purpose are kept; others that overlap are not.
  private mutating func resolveOverlaps() {
    var kept: [SheetPoint] = []
    for var point in points {
      let other = kept.first {
        $0.table == point.table && $0.addresses.overlaps(point.addresses)
      }
      guard let other else {
        kept.append(point)
        continue
      }
      let bits = Set(point.flags.map(\.number))
      let isDisjoint =
        !bits.isEmpty && !other.flags.isEmpty && bits.isDisjoint(with: other.flags.map(\.number))
      if other.addresses == point.addresses {
        if !isDisjoint {
          point.shares = other.name
          assume(point.line, "\(point.name): reads the same register as \(other.name)")
        }
        kept.append(point)
      } else {
        skip(point.line, "\(point.name): overlaps \(other.name) of line \(other.line)")
      }
    }
    points = kept
  }

  /// Writes the draft, without what keeps it from loading.
  private mutating func write(as name: String) {
    while !points.isEmpty {
      let writer = ProfileDraft(name: name, points: points, assumptions: assumptions)
      let (profile, problems) = ProfileFile.read(writer.text, file: "draft")
      if profile != nil {
        draft = writer.text
        pointCount = points.count
        return
      }
      let places = Set(problems.compactMap { Self.place(in: $0.path) })
      guard !places.isEmpty else { break }
      for place in places.sorted().reversed() where points.indices.contains(place) {
        let problem = problems.first { Self.place(in: $0.path) == place }
        skip(points[place].line, "\(points[place].name): \(problem?.message ?? "")")
        points.remove(at: place)
      }
    }
    skipped.append("no row became a point")
  }

  /// The 3 of `points[3].scale`.
  private static func place(in path: String) -> Int? {
    guard path.hasPrefix("points[") else { return nil }
    return Int(path.dropFirst(7).prefix { $0.isNumber })
  }
}

extension String {
  /// The name of a profile from that of a file.
  fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}

extension Double {
  /// The nearest number with few digits, so that 0.1 × 1000 stays 100.
  fileprivate var decimal: Double {
    let scaled = (self * 1e9).rounded() / 1e9
    return abs(scaled - self) <= abs(self) * 1e-12 ? scaled : self
  }
}
