/// What a device's text says: up to the first zero byte, without control characters and padding,
/// always valid UTF-8, empty when the device gave nothing (spaces, zeros or all ones).
///
/// Device strings reach label values, where one wrong byte would lose a whole scrape.
func cleanedText(_ bytes: some Sequence<UInt8>) -> String {
  let given = Array(bytes.prefix { $0 != 0 })
  guard !given.allSatisfy({ $0 == 0xFF }) else { return "" }
  var scalars = String.UnicodeScalarView()
  for scalar in String(decoding: given, as: UTF8.self).unicodeScalars where !isControl(scalar) {
    scalars.append(scalar)
  }
  let padding: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\u{A0}" }
  guard let first = scalars.firstIndex(where: { !padding($0) }),
    let last = scalars.lastIndex(where: { !padding($0) })
  else { return "" }
  return String(scalars[first...last])
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
    .privateUse:
    true
  default: false
  }
}
