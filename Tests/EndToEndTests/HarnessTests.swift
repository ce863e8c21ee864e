import Foundation
import Testing

extension EndToEnd {
  /// The measuring rod first: a harness that sees nothing finds nothing wrong.
  @Suite("The harness")
  struct HarnessTests {
    @Test("a page gives its series with escapes undone, and says what is no sample")
    func page() {
      let page = ScrapedPage(
        """
        # HELP a Something.
        a{x="1",y="q\\"\\\\\\n"} 2.5
        b 1e-05
        b 3
        c nan
        """)
      let odd = ScrapedPage.Series(name: "a", labels: ["x": "1", "y": "q\"\\\n"])
      #expect(page.samples[odd] == 2.5)
      #expect(page.faults == ["twice: b{}", "no sample: c nan"])
      #expect(page.value("a", ["x": "1"]) == 2.5)
      #expect(page.value("a", ["x": "2"]) == nil)
    }

    @Test("a child's exit code, output and errors are seen")
    func child() async throws {
      let result = try await ChildProcess.run(
        URL(filePath: "/bin/sh"), ["-c", "echo one; echo two >&2; exit 3"])
      #expect(result.status == 3)
      #expect(result.output == "one\n")
      #expect(result.errors == "two\n")
    }

    @Test("a child that is let go is dead")
    func abandonedChild() throws {
      let folder = try ScratchFolder()
      var child: ChildProcess? = try ChildProcess(
        URL(filePath: "/bin/sleep"), ["600"], in: folder)
      let pid = try #require(child?.pid)
      child = nil
      #expect(kill(pid, 0) != 0)
    }

    @Test("what does not come is said to be missing")
    func waiting() async {
      await #expect(throws: HarnessError.self) {
        try await eventually("the impossible", within: .milliseconds(60)) { false }
      }
    }

    @Test("a real Prometheus starts and answers a query")
    func prometheus() async throws {
      let server = try await PrometheusServer(scraping: [])
      let samples = try server.query("vector(42)")
      #expect(samples.map(\.value) == [42])
      #expect(throws: HarnessError.self) { try server.query("rate(") }
    }
  }
}
