import TestSupport
import Testing

@testable import Web

@Suite("Parser under garbage")
struct ParserFuzzTests {
  private static let pieces: [String] = [
    "GET ", "HEAD ", "POST ", "/", "/metrics", "/../", "%2e", "%", "?", "a=b", "&", " HTTP/1.1",
    " HTTP/1.0", " HTTP/9.9", "\r\n", "\r\n\r\n", "\n", "\r", "Host: a", "Host", ":", " ", "\t",
    "Content-Length: ", "0", "17", "Transfer-Encoding: chunked", "Connection: close", "\u{0}", "é",
    "GET /metrics HTTP/1.1\r\nHost: a\r\n", "HTTP/1.1", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  ]

  private func input(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    if Bool.random(using: &generator) {
      bytes = Array("GET /a/b?c=d HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n".utf8)
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        }
      }
    } else {
      for _ in 0..<Int.random(in: 0...14, using: &generator) {
        bytes += (Self.pieces.randomElement(using: &generator) ?? "").utf8
      }
    }
    return bytes
  }

  @Test("ten thousand inputs neither stop the parser nor get a bad path through it")
  func garbage() {
    var limits = HTTPLimits()
    limits.headBytes = 256
    var requests = 0
    for seed in 0..<10_000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let bytes = input(&generator)
      switch HTTPRequestParser.parse(bytes[...], limits: limits) {
      case .incomplete: #expect(bytes.count < limits.headBytes + 4)
      case .refusal(let refusal): #expect(refusal.status.rawValue >= 400)
      case .request(let request, let byteCount):
        requests += 1
        #expect((1...limits.headBytes + 4).contains(byteCount))
        #expect(request.path.hasPrefix("/"))
        let segments = request.path.split(separator: "/")
        #expect(!segments.contains("..") && !segments.contains("."))
        #expect(
          request.path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        // What follows a request cannot change it, and its bytes are enough for it.
        guard
          case .request(let alone, byteCount) = HTTPRequestParser.parse(
            bytes[..<byteCount], limits: limits)
        else {
          Issue.record("seed \(seed): the request needs what follows it")
          continue
        }
        #expect(alone.path == request.path && alone.headers == request.headers)
      }
    }
    #expect(requests > 500)
  }

  @Test("a verdict does not depend on how the bytes were cut", arguments: 0..<300 as Range<UInt64>)
  func cuts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bytes = input(&generator)
    let limits = HTTPLimits()
    var early: HTTPRequestParser.Result = .incomplete
    for end in 0...bytes.count {
      early = HTTPRequestParser.parse(bytes[..<end], limits: limits)
      if case .incomplete = early { continue }
      break
    }
    switch (early, HTTPRequestParser.parse(bytes[...], limits: limits)) {
    case (.incomplete, .incomplete): break
    case (.request(let first, let count), .request(let second, let other)):
      #expect(count == other && first.path == second.path)
    case (.refusal(let first), .refusal(let second)): #expect(first == second)
    default: Issue.record("seed \(seed): the verdict changed")
    }
  }
}
