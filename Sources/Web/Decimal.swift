/// Whole numbers in requests and addresses: digits only, no sign, no leading zero, bounded.
enum Decimal {
  static func value(of text: some StringProtocol, upTo limit: Int) -> Int? {
    let digits = text.utf8
    guard let first = digits.first, digits.count <= 18,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      digits.count == 1 || first != UInt8(ascii: "0"),
      let value = Int(text), value <= limit
    else { return nil }
    return value
  }
}
