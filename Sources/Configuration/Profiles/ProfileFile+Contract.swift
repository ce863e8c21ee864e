import DeviceProfiles
import Registers

extension ProfileFile {
  /// What may be asked of the device, and how fast: the object `read`.
  static func readContract(_ reader: ObjectReader) -> ReadContract {
    let none = ReadContract()
    var contract = ReadContract(
      maximumRegisters: reader.optional("maximum_registers")?.integer(in: 1...125)
        ?? none.maximumRegisters,
      maximumBits: reader.optional("maximum_bits")?.integer(in: 1...2000) ?? none.maximumBits,
      maximumHole: reader.optional("maximum_hole")?.integer(in: 0...124) ?? none.maximumHole,
      fences: (reader.optional("fences")?.array() ?? []).compactMap { readFence($0) },
      pauseAfterConnect: reader.optional("pause_after_connect")?.duration(
        in: .zero ... .seconds(60))
        ?? none.pauseAfterConnect,
      gap: reader.optional("gap")?.duration(in: .zero ... .seconds(10)) ?? none.gap,
      serialGap: reader.optional("serial_gap")?.duration(in: .zero ... .seconds(10))
        ?? none.serialGap,
      timeout: reader.optional("timeout")?.duration(in: .milliseconds(10) ... .seconds(60)),
      startMultiple: reader.optional("start_multiple")?.integer(in: 1...16) ?? none.startMultiple)
    contract.maximumConnections = reader.optional("connections")?.integer(in: 1...1000)
    return contract
  }

  /// A block that requests do not cross: `{ table: "holding", first: 0, last: 26 }`.
  private static func readFence(_ value: ValueReader) -> RegisterSpan? {
    value.object { reader -> RegisterSpan? in
      let table = readTable(reader.required("table", example: "\"holding\""))
      let page = reader.optional("page")?.integer(in: 0...255) ?? 0
      let first = reader.required("first", example: "0")?.integer(in: 0...65535)
      let last = reader.required("last", example: "26")?.integer(in: 0...65535)
      guard let table, let first, let last else { return nil }
      guard first <= last else {
        reader.report("`last` is \(last), before `first` at \(first); swap them")
        return nil
      }
      guard first + page * 256 <= 65535,
        let span = RegisterSpan(
          table: table, start: UInt16(first + page * 256), count: last - first + 1)
      else {
        reader.report(
          "a block has at most \(table.maximumCount) addresses and ends at 65535; "
            + "split it into the blocks that one request can read")
        return nil
      }
      return span
    } ?? nil
  }

  static func readTable(_ value: ValueReader?) -> RegisterTable? {
    value?.choice(among: RegisterTable.allCases.map { ($0.name, $0) })
  }
}
