import Foundation
import Testing

/// What the linked program can call, read from its own table of names. A source rule can be got
/// round by building a name from parts; a linked function cannot.
@Suite("The binary")
struct BinaryTests {
  @Test("hallwatch imports no Modbus function that writes")
  func importsNoWrite() throws {
    let names = try dynamicNames(of: productDirectory.appending(path: "hallwatch"))
    #expect(names.contains("__libc_start_main"), "the table was not read")
    for name in names where name.hasPrefix("modbus_") {
      #expect(!name.contains("write"), "\(name)")
    }
  }

  @Test("hallwatch needs no Foundation with its tables of all languages")
  func linksNoInternationalization() throws {
    let names = try dynamicNames(of: productDirectory.appending(path: "hallwatch"))
    for library in ["libFoundation.so", "libFoundationNetworking.so", "lib_FoundationICU.so"] {
      #expect(!names.contains(library), "\(library) is linked")
    }
  }

  /// The folder where SwiftPM puts the products, this test bundle among them.
  private var productDirectory: URL {
    URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
  }

  /// The strings of the section `.dynstr` of an ELF file of 64 bits: imported and exported symbols
  /// and needed libraries.
  private func dynamicNames(of file: URL) throws -> Set<String> {
    let bytes = try Data(contentsOf: file)
    func number(_ offset: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    let sections = number(0x28, 8)
    let size = number(0x3A, 2)
    let headers = (0..<number(0x3C, 2)).map { sections + $0 * size }
    let names = number(headers[number(0x3E, 2)] + 0x18, 8)
    for header in headers {
      let nameAt = names + number(header, 4)
      guard bytes[nameAt...].starts(with: Array(".dynstr\0".utf8)) else { continue }
      let start = number(header + 0x18, 8)
      let table = bytes[start..<start + number(header + 0x20, 8)]
      return Set(table.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }
    return []
  }
}
