import Testing

@testable import Journal

@Suite("SHA-256")
struct SHA256Tests {
  private func hex(_ bytes: some Collection<UInt8>, step: Int = .max) -> String {
    var digest = SHA256()
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      digest.update(rest.prefix(step))
      rest = rest.dropFirst(step)
    }
    return digest.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "gives the digests of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1000),
        "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
      ),
    ])
  func examples(text: String, digest: String) {
    #expect(hex(text.utf8) == digest)
    for step in [1, 3, 63, 64, 65] { #expect(hex(text.utf8, step: step) == digest) }
  }
}
