import Configuration
import DeviceProfiles

#if FUZZING
  import FuzzDriver
#endif

/// A spreadsheet of registers as anybody may have saved it, to a draft that must load.
package enum FuzzSpreadsheet {
  /// What is wrong with how the text is read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let sheet = RegisterSheet(text, name: "sheet")
    guard let draft = sheet.draft else {
      return sheet.skipped.isEmpty ? "neither a draft nor a reason" : nil
    }
    let (profile, problems) = ProfileFile.read(draft, file: "f", bases: { _ in nil })
    guard problems.isEmpty, let profile else { return "\(problems) in the draft \(draft)" }
    return profile.points.count >= sheet.pointCount
      ? nil : "\(profile.points.count) points of \(sheet.pointCount)"
  }
}

#if FUZZING
  @_cdecl("FuzzSpreadsheet_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzSpreadsheet.complaint(about:))
  }
#endif
