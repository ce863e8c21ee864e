import Agent
import Testing

@testable import StatusPage

@Suite("The places of the one-line diagram")
struct PlacesTests {
  private func node(_ name: String, _ fedBy: [String] = []) -> SiteTopology.PowerNode {
    SiteTopology.PowerNode(name: name, kind: .other, fedBy: fedBy)
  }

  @Test("every element stands right of all that feeds it, and no two in one place")
  func columns() {
    let nodes = [
      node("load-a", ["ups-a"]), node("mains-a"), node("gen"), node("ats-a", ["mains-a", "gen"]),
      node("ups-a", ["ats-a"]), node("mains-b"), node("ats-b", ["mains-b", "gen"]),
      node("ups-b", ["ats-b"]), node("dual", ["ups-a", "ups-b"]),
    ]
    let places = Places(nodes)
    for (number, feeders) in places.feeders.enumerated() {
      for feeder in feeders { #expect(places[feeder].column < places[number].column) }
    }
    var taken: Set<[Int]> = []
    for number in nodes.indices {
      let isFree = taken.insert([places[number].column, places[number].halfRow]).inserted
      #expect(isFree, "\(nodes[number].name)")
      #expect(places[number].column < places.columnCount)
      #expect(places[number].halfRow <= 2 * (places.rowCount - 1))
    }
    #expect(places.columnCount == 4)
    #expect(places.rowCount == 3)
  }

  @Test("a loop, which check refuses, ends all the same")
  func loop() {
    let places = Places([node("a", ["b"]), node("b", ["a"])])
    #expect(places.columnCount <= 2)
  }
}
