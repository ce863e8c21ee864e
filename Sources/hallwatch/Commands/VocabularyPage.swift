import Configuration
import DeviceProfiles

/// The page of the documentation that lists every quantity with the families that give it.
enum VocabularyPage {
  /// The whole page, from the vocabulary and the profiles.
  static func text(_ profiles: [DeviceProfile]) -> String {
    var lines = [
      "# Vocabulary", "",
      "Every quantity that a profile or site file may name. The metric is `facility_` and the name.",
      "The same thing has the same name on every vendor's device.", "",
      "This page is what `hallwatch profiles vocabulary` prints; a test holds it against the program.",
      "",
    ]
    var families: [String: Set<String>] = [:]
    for profile in profiles {
      for series in profile.points.flatMap(\.series) {
        families[series.quantity.name, default: []].insert(profile.name)
      }
      if profile.points.contains(where: { $0.infoLabel != nil }) {
        families["device_info", default: []].insert(profile.name)
      }
    }
    for quantity in Quantity.vocabulary {
      lines += entry(quantity, families[quantity.name, default: []].sorted())
    }
    return lines.joined(separator: "\n")
  }

  private static func entry(_ quantity: Quantity, _ families: [String]) -> [String] {
    var facts = [quantity.kind.rawValue]
    if let unit = quantity.unit { facts.append(unit) }
    if let range = quantity.range, quantity.kind == .gauge {
      facts.append("\(numberText(range.lowerBound)) to \(numberText(range.upperBound))")
    }
    if !quantity.labels.isEmpty {
      facts.append("labels " + quantity.labels.map { "`\($0)`" }.joined(separator: " "))
    }
    if !quantity.states.isEmpty {
      facts.append("states " + quantity.states.map { "`\($0)`" }.joined(separator: " "))
    }
    if let alarm = quantity.alarm {
      let hazard = alarm.hazard == .none ? "" : ", hazard \(alarm.hazard.rawValue)"
      facts.append("an alarm by itself: \(alarm.severity.rawValue)\(hazard)")
    }
    let given = families.isEmpty ? "no family yet" : families.joined(separator: ", ")
    return ["## \(quantity.name)", "", quantity.help, ""]
      + folded(facts.joined(separator: "; ") + ".")
      + [""] + folded("Given by: \(given).") + [""]
  }

  /// A paragraph in lines of at most a hundred characters.
  private static func folded(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < 100 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
