import Testing

@testable import StatusPage

@Suite("Markup")
struct MarkupTests {
  @Test("text and attributes cannot become markup, whatever they hold")
  func escapes() {
    var page = Markup()
    let hostile = "</b><script>alert('1')</script>\"&\u{0}\u{202E}\u{2028}"
    page.element("b", ["title": hostile], hostile)
    let safe =
      "&lt;/b&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"
      + "\u{FFFD}\u{FFFD}\u{FFFD}"
    #expect(page.html == "<b title=\"\(safe)\">\(safe)</b>")
  }

  @Test("the address of a device holds nothing but what addresses may")
  func address() {
    #expect(DevicePage.address(of: "ups-a_1.x") == "/?device=ups-a_1.x")
    #expect(DevicePage.address(of: "a b&c=\"é") == "/?device=a%20b%26c%3D%22%C3%A9")
  }

  @Test("a trend is drawn with a gap where nothing was known")
  func trend() {
    var page = Markup()
    TrendFigure.draw(
      [1, 2, nil, 3], every: .seconds(15), name: "air <b>", unit: "celsius", into: &page)
    #expect(page.html.contains("points=\"0.0,26.0 40.0,14.0\""))
    #expect(page.html.contains("points=\"120.0,2.0 120.0,2.0\""))
    #expect(page.html.contains("air &lt;b&gt;, last 45 s: 1 °C to 3 °C"))
    var none = Markup()
    TrendFigure.draw([nil, 2, nil], every: .seconds(15), name: "air", unit: nil, into: &none)
    #expect(none.html == "")
  }
}
