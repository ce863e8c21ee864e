// Hands a check over to libFuzzer, which calls it with one input after another and watches what of
// the program each reaches. Linked only when fuzzing is asked for.

/// What is wrong with how an input was read; nil when nothing is.
package typealias Check = ([UInt8]) -> String?

/// Set once, before libFuzzer makes its first call on the same thread.
private nonisolated(unsafe) var check: Check = { _ in nil }

/// Runs libFuzzer with the words of the command line; a complaint ends it as a crash does.
package func runFuzzer(
  _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  check wanted: @escaping Check
) -> CInt {
  check = wanted
  var (count, words) = (count, words)
  return runDriver(&count, &words, fuzzOneInput)
}

/// The name by which libFuzzer's own `main` would look for it, too.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  if let complaint = check(bytes) { fatalError(complaint) }
  return 0
}

/// The entry of libFuzzer for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
