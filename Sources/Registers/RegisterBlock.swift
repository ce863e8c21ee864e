/// What a device answered for a span: one element per address, proven to belong to its request.
package struct RegisterBlock: Hashable, Sendable {
  package let span: RegisterSpan
  /// As many elements as `span.count`. For bit tables each element is 0 or 1.
  package let words: [UInt16]

  /// Traps when the number of words is not the span's: a block of another size is not an answer.
  package init(span: RegisterSpan, words: [UInt16]) {
    precondition(words.count == span.count, "a block has exactly as many words as its span")
    self.span = span
    self.words = words
  }

  /// The words of a part of the span, or nil when the part is not wholly inside.
  package func words(of part: RegisterSpan) -> ArraySlice<UInt16>? {
    guard span.contains(part) else { return nil }
    let first = Int(part.start) - Int(span.start)
    return words[first..<first + part.count]
  }
}
