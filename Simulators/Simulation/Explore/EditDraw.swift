import Plant
import Readings

/// Draws how the site file changes in a trial: none, one, or a few times.
struct EditDraw {
  /// How many times as long as drawn the intervals of the site are.
  let pace: Int
  /// The time in which things go wrong.
  let span: Duration
  var random: SplitMix64

  /// How much more seldom a device may be asked.
  private static let mostSlowing = 3

  /// - Parameters:
  ///   - site: gets the devices that may come.
  ///   - count: how many disturbances there are already.
  mutating func all(_ site: inout TrialSite, after count: Int) -> [Disturbance] {
    let editCount = [0, 0, 1, 1, 2, 3][random.below(6)]
    let drawn = (0..<editCount).map { _ in one(&site) }.sorted { $0.from < $1.from }
    return drawn.enumerated().map { index, disturbance in
      var numbered = disturbance
      numbered.id = count + index
      return numbered
    }
  }

  private mutating func one(_ site: inout TrialSite) -> Disturbance {
    var edit = edit(&site)
    let from = random.below(Int(span / .milliseconds(1)))
    let length = [20_000, 60_000, 120_000, 300_000][random.below(4)] + random.below(5000)
    edit.trial = random.below(4) == 0 ? nil : .seconds([20, 60, 60][random.below(3)])
    let terms = edit.trial.map { "on trial for \(durationWords($0))" } ?? "for good"
    return Disturbance(
      id: 0, from: .milliseconds(from),
      until: edit.change.isMended
        ? min(max(span, .seconds(120)), .milliseconds(from + length)) : .milliseconds(from),
      kind: .reloads(edit), text: "reload: \(edit.text), \(terms)")
  }

  private mutating func edit(_ site: inout TrialSite) -> SiteEdit {
    let device = random.below(site.deviceCount)
    let name = site.deviceName(device)
    switch random.below(8) {
    case 0, 1:
      let factor = 1 + random.below(Self.mostSlowing)
      return SiteEdit(
        change: .slows(device: device, factor: factor),
        interval: site.interval(ofDevice: device) * (factor * pace),
        text: "\(name) is asked \(factor) times as seldom")
    case 2: break
    case 3:
      // Devices that come must leave the lines at ease.
      var grown = site
      let spare = grown.drawSpare(&random)
      let all = try? Trial.settings(of: grown.worldText(pace: pace, spares: Array(0...spare)))
      guard all?.isAtEase == true else { break }
      site = grown
      return SiteEdit(
        change: .adds(spare: spare), interval: site.interval(ofSpare: spare) * pace,
        text: "\(site.spareName(spare)) is added")
    case 4:
      return SiteEdit(change: .removes(device: device), text: "\(name) leaves or comes back")
    case 5, 6:
      return SiteEdit(
        change: .misaddresses(device: device), text: "\(name) gets a wrong address")
    default: return SiteEdit(change: .mistake, text: "a file with a mistake")
    }
    return SiteEdit(change: .limits, text: "the limits move")
  }
}
