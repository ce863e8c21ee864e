import Digests
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  private func hex(_ bytes: some Collection<UInt8>, step: Int = .max) -> String {
    var digest = SHA256()
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      digest.update(rest.prefix(step))
      rest = rest.dropFirst(step)
    }
    return hexadecimal(digest.finish())
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
      // The edges of the padding, by coreutils' sha256sum.
      (
        String(repeating: "a", count: 55),
        "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"
      ),
      (
        String(repeating: "a", count: 56),
        "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"
      ),
      (
        String(repeating: "a", count: 64),
        "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
      ),
      (
        String(repeating: "a", count: 119),
        "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"
      ),
    ])
  func examples(text: String, digest: String) {
    #expect(hex(text.utf8) == digest)
    for step in [1, 3, 63, 64, 65] { #expect(hex(text.utf8, step: step) == digest) }
  }
}
