import Configuration
import DeviceProfiles
import Readings
import Testing

@Suite("Golden captures")
struct GoldenCaptureTests {
  @Test(
    "the words of the document mean what the document says",
    arguments: ProfileCatalogue.load().map(\.name))
  func capturesHold(name: String) throws {
    for capture in try CatalogueCaptures.of(name) {
      let profile = try #require(ProfileCatalogue.named(name, choice: capture.choice))
      #expect(capture.differences(from: profile) == [], "\(name) \(capture.name)")
    }
  }

  @Test(
    "every point, sentinel reason and alarm of a profile occurs in a capture",
    arguments: ProfileCatalogue.load().map(\.name))
  func capturesAreWhole(name: String) throws {
    let captures = try CatalogueCaptures.of(name)
    var missing: [String] = []
    let active = Set(captures.flatMap(\.active))
    for point in try CatalogueCaptures.points(of: name, captures) {
      let expected = captures.flatMap { capture in
        capture.readings.filter { $0.point == point.name }.map(\.expected)
      }
      if expected.isEmpty, point.computation == nil { missing.append("\(point.name)") }
      guard !Self.isShared(point), point.computation != .staleHeartbeat else { continue }
      missing += point.sentinels.filter { !expected.contains(.none($0.reason)) }
        .map { "\(point.name) \($0.reason.name)" }
      missing += point.series
        .filter { $0.quantity.kind == .flag && !active.contains($0.text) }.map(\.text)
    }
    #expect(missing == [])
  }

  @Test(
    "the numbers of the captures are believable for their quantity",
    arguments: ProfileCatalogue.load().map(\.name))
  func capturesAreBelievable(name: String) throws {
    for capture in try CatalogueCaptures.of(name) {
      let profile = try #require(ProfileCatalogue.named(name, choice: capture.choice))
      for (name, expected) in capture.readings {
        guard case .number(let number) = expected,
          let point = profile.points.first(where: { $0.name == name }),
          let quantity = point.series.first(where: { $0.extraction == .whole })?.quantity,
          let range = quantity.range
        else { continue }
        #expect(range.contains(number), "\(name) \(number) for \(quantity.name)")
      }
    }
  }

  /// GenComm gives every point of a width the same sentinels, and every named alarm the same codes;
  /// the captures show each once.
  private static func isShared(_ point: PointDefinition) -> Bool {
    point.sentinels.count >= 5 || point.field != nil
  }
}

/// The captures that the binary carries.
enum CatalogueCaptures {
  static func of(_ name: String) throws -> [GoldenCapture] {
    let file = try #require(ProfileCatalogue.captures(of: name), "no capture file of \(name)")
    let (read, problems) = ProfileCaptureFile.read(file.text, file: file.name)
    #expect(problems.map(\.description) == [])
    let captures = try #require(read)
    #expect(captures.profile == name)
    return captures.captures
  }

  /// Every point that a device of a capture has, whatever its site chose.
  static func points(of name: String, _ captures: [GoldenCapture]) throws -> [PointDefinition] {
    var points: [PointDefinition] = []
    for choice in Set(captures.map(\.choice) + [ProfileChoice()]) {
      let profile = try #require(ProfileCatalogue.named(name, choice: choice))
      points += profile.points.filter { !points.contains($0) }
    }
    return points
  }
}
