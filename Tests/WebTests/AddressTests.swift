import Testing

@testable import Web

@Suite("Addresses")
struct AddressTests {
  @Test(
    "listen addresses are read and written back",
    arguments: [
      ("127.0.0.1:9877", "127.0.0.1:9877"), ("0.0.0.0:0", "0.0.0.0:0"),
      ("localhost:80", "127.0.0.1:80"), ("[::1]:9877", "[::1]:9877"), ("[::]:65535", "[::]:65535"),
      ("[2001:DB8:0::1]:1", "[2001:db8::1]:1"), ("unix:/run/web.sock", "unix:/run/web.sock"),
    ])
  func listenAddress(text: String, expected: String) {
    #expect(ListenAddress(text)?.description == expected)
  }

  @Test(
    "what is no listen address is refused",
    arguments: [
      "", ":", ":9877", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
      "127.0.0.1:+1", "127.0.0.1:0080", "127.0.0.1:9877x", "127.0.0.256:1", "127.1:1", "::1:9877",
      "[::1]", "[::1]9877", "[127.0.0.1]:1", "[fe80::1%eth0]:1", "example.org:80", "*:80",
      "unix:", "unix:web.sock", "unix:/run/", "unix:/a\u{0}b", " 127.0.0.1:80",
      "unix:/" + String(repeating: "x", count: 107),
    ])
  func noListenAddress(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test("a socket's path may have 107 bytes")
  func longestPath() {
    #expect(ListenAddress("unix:/" + String(repeating: "x", count: 106)) != nil)
  }

  @Test(
    "blocks contain what shares their leading bits",
    arguments: [
      ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false),
      ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
      ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
      ("192.168.1.129/25", "192.168.1.255", true), ("192.168.1.129/25", "192.168.1.127", false),
      ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("::/0", "::ffff:127.0.0.1", false),
      ("::1/128", "::1", true), ("::1/128", "::2", false), ("::/0", "2001:db8::1", true),
      ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
      ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
      ("2001:db8::/64", "2001:db8:0:1::1", false), ("2001:db8::8/125", "2001:db8::f", true),
      ("2001:db8::8/125", "2001:db8::7", false), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
    ])
  func contains(block: String, address: String, expected: Bool) throws {
    let block = try #require(CIDRBlock(block))
    #expect(block.contains(try #require(IPAddress(address))) == expected)
  }

  @Test("a block is written with its first address and its length")
  func description() {
    #expect(CIDRBlock("192.168.1.129/25")?.description == "192.168.1.128/25")
    #expect(CIDRBlock("::1")?.description == "::1/128")
  }

  @Test(
    "what is no block is refused",
    arguments: [
      "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0/8",
      "::/129", "::1/64/1", "10.0.0.0/255.0.0.0", "localhost", "010.0.0.1",
    ])
  func noBlock(text: String) {
    #expect(CIDRBlock(text) == nil)
  }
}
