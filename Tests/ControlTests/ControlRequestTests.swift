import Control
import Testing

@Suite("A request on the control socket")
struct ControlRequestTests {
  @Test("is read as it was written")
  func roundTrip() throws {
    let request = ControlRequest(
      "alarms.shelve",
      [
        ("id", .text("a/\"b\"\n/온도")), ("for", .text("2h")), ("n", .number(-5)),
        ("all", .flag(true)),
      ])
    #expect(request.line.last == 10)
    #expect(!request.line.dropLast().contains(10))
    let read = try ControlRequest(line: Array(request.line.dropLast()))
    #expect(read.verb == "alarms.shelve")
    #expect(read.text("id") == "a/\"b\"\n/온도")
    #expect(read.number("n") == -5)
    #expect(read.flag("all") && !read.flag("follow"))
    #expect(read.text("n") == nil)
  }

  @Test(
    "that is none is refused with what would be right",
    arguments: [
      ("", "empty"), ("[]", "a request is an object"), ("{", "never closed"),
      (#"{"verb":"hello"}"#, "`hallwatch` is missing"),
      (#"{"hallwatch":2,"verb":"hello"}"#, "this agent speaks 1"),
      (#"{"hallwatch":1}"#, "`verb` is missing"),
      (#"{"hallwatch":1,"verb":"a","arguments":[]}"#, "`arguments` is an object"),
      (#"{"hallwatch":1,"verb":"a","arguments":{"x":{}}}"#, "`x` must be a text"),
      (#"{"hallwatch":1,"verb":"a","arguments":{"x":1.5}}"#, "`x` is not whole"),
    ])
  func mistakes(line: String, expected: String) {
    #expect {
      try ControlRequest(line: Array(line.utf8))
    } throws: { ("\(($0 as? ControlRequest.Mistake)?.message ?? "")").contains(expected) }
  }
}
