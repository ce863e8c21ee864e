import Configuration

#if FUZZING
  import FuzzDriver
#endif

/// A site file with a folder of profiles beside it, to settings or to located mistakes.
package enum FuzzSiteFile {
  /// A family that the site may name without the cost of the catalogue.
  private static let profile = """
    { profile: "p", class: "environment", title: "P", points: [
      { point: "t", table: "input", address: 1, type: "i16", scale: 0.1,
        quantity: "air_temperature_celsius" },
      { point: "s", table: "holding", address: 5, type: "u16", quantity: "device_state",
        states: { 0: "off", 1: "running" } },
    ] }
    """

  /// What is wrong with how the text is read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let files = HeldSiteFiles([("site.json5", text), ("profiles/p.json5", profile)])
    let (site, problems) = SiteFile.load(path: "site.json5", files: files)
    switch site {
    case nil: return problems.isEmpty ? "neither settings nor a problem" : nil
    case let site?:
      guard problems.isEmpty else { return "settings in spite of \(problems)" }
      let effective = site.effectiveText
      let mistakes = JSON5.parse(effective, file: "f").problems
      return mistakes.isEmpty ? nil : "\(mistakes) in the effective settings \(effective)"
    }
  }
}

#if FUZZING
  @_cdecl("FuzzSiteFile_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzSiteFile.complaint(about:))
  }
#endif
