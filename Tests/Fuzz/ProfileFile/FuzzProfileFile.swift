import Configuration
import DeviceProfiles
import Readings
import Registers

#if FUZZING
  import FuzzDriver
#endif

/// The file of a device family, and what its points make of whatever a device answers.
package enum FuzzProfileFile {
  /// What is wrong with how the text is read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let (profile, problems) = ProfileFile.read(text, file: "f", bases: { _ in nil })
    guard let profile else { return problems.isEmpty ? "neither a profile nor a problem" : nil }
    guard problems.isEmpty else { return "a profile in spite of \(problems)" }
    var decoder = DeviceDecoder(profile: profile)
    for poll in profile.pollItems().prefix(8) {
      for pattern in [0, 1, 0x7FFF, 0x8000, 0xFFFF] as [UInt16] {
        let word = poll.item.table.holdsBits ? pattern & 1 : pattern
        let words = [UInt16](repeating: word, count: poll.item.count)
        var complaint: String?
        decoder.decode(RegisterBlock(span: poll.item, words: words)) { place, outcome in
          complaint = complaint ?? profile.complaint(place, outcome)
        }
        if let complaint { return complaint }
      }
    }
    return nil
  }
}

extension DeviceProfile {
  fileprivate func complaint(_ place: Int, _ outcome: Reading.Outcome) -> String? {
    guard points.indices.contains(place) else { return "there is no point \(place)" }
    let point = points[place]
    guard case .value(let value) = outcome else { return nil }
    switch value {
    case .number(let number):
      if !number.isFinite { return "\(point.name) is \(number)" }
      if let plausible = point.plausible, !plausible.contains(number) {
        return "\(point.name) is \(number), beyond \(plausible)"
      }
    case .state(let state):
      if point.stateName(state) == nil { return "\(point.name) has no state \(state)" }
    case .flag, .flags, .text: break
    }
    return nil
  }
}

#if FUZZING
  @_cdecl("FuzzProfileFile_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzProfileFile.complaint(about:))
  }
#endif
