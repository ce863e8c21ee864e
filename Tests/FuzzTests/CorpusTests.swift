import Foundation
import FuzzControl
import FuzzHTTPRequest
import FuzzJSON5
import FuzzJournal
import FuzzModbusAnswer
import FuzzProfileFile
import FuzzSiteFile
import FuzzSpreadsheet
import Testing

/// Every input that fuzzing found worth keeping, and every one that ever broke something, read again.
@Suite("The corpus of the fuzz targets")
struct CorpusTests {
  /// A fuzz target by the name of its folder.
  struct FuzzTarget: Sendable, CustomTestStringConvertible {
    let name: String
    let complaint: @Sendable ([UInt8]) -> String?

    var testDescription: String { name }

    static let all = [
      FuzzTarget(name: "HTTPRequest", complaint: FuzzHTTPRequest.complaint(about:)),
      FuzzTarget(name: "JSON5", complaint: FuzzJSON5.complaint(about:)),
      FuzzTarget(name: "SiteFile", complaint: FuzzSiteFile.complaint(about:)),
      FuzzTarget(name: "ProfileFile", complaint: FuzzProfileFile.complaint(about:)),
      FuzzTarget(name: "Spreadsheet", complaint: FuzzSpreadsheet.complaint(about:)),
      FuzzTarget(name: "ModbusAnswer", complaint: FuzzModbusAnswer.complaint(about:)),
      FuzzTarget(name: "Journal", complaint: FuzzJournal.complaint(about:)),
      FuzzTarget(name: "Control", complaint: FuzzControl.complaint(about:)),
    ]
  }

  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz")

  @Test("is read without a complaint", arguments: FuzzTarget.all)
  func corpus(target: FuzzTarget) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.folder.appending(path: "Corpus/\(target.name)"), includingPropertiesForKeys: nil)
    #expect(files.count >= 5)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: file))
      #expect(target.complaint(bytes) == nil, "\(target.name)/\(file.lastPathComponent)")
    }
  }

  /// Half an input, and an input with one byte changed, in every place of every small file.
  @Test("is read without a complaint where it is cut or changed", arguments: FuzzTarget.all)
  func neighbours(target: FuzzTarget) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.folder.appending(path: "Corpus/\(target.name)"), includingPropertiesForKeys: nil)
    for file in files.sorted(by: { $0.path < $1.path }) {
      let bytes = [UInt8](try Data(contentsOf: file))
      for place in stride(from: 1, to: bytes.count, by: 1 + bytes.count / 12) {
        var changed = bytes
        changed[place] ^= UInt8(1 << (place % 8))
        for input in [Array(bytes[..<place]), changed] {
          #expect(
            target.complaint(input) == nil, "\(target.name)/\(file.lastPathComponent) at \(place)")
        }
      }
    }
  }

  @Test("has a folder for every target and no other")
  func folders() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appending(path: "Corpus").path)
    #expect(names.sorted() == FuzzTarget.all.map(\.name).sorted())
  }
}
