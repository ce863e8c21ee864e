import Agent
import DeviceProfiles

/// Reads labels that the author of a site file gives to a device, or looks for in an alarm.
enum LabelReader {
  /// Labels that hallwatch's or Prometheus' own series and scrapes already use.
  static let reserved = [
    "alarm", "device", "exported_instance", "exported_job", "instance", "job", "le", "limit",
    "line", "point", "priority", "quality", "quantile", "severity", "state",
  ]

  /// Sorted by name; those with mistakes are left out after reporting.
  static func read(_ value: ValueReader?, mayBeReserved: Bool = false) -> [Label] {
    guard let value, let members = value.members() else { return [] }
    if members.count > Limits.labelsPerDevice {
      value.report("\(members.count) labels; at most \(Limits.labelsPerDevice) are possible")
    }
    return members.compactMap { name, member -> Label? in
      let isNameGood = mayBeReserved ? isLabelName(name) : check(name, member)
      if mayBeReserved, !isNameGood { member.report(badName(name)) }
      guard let text = member.nonEmptyString(), isNameGood else { return nil }
      guard text.utf8.count <= Limits.labelValueBytes else {
        member.report("the value has more than \(Limits.labelValueBytes) bytes; shorten it")
        return nil
      }
      return Label(name, text)
    }.sorted()
  }

  private static func check(_ name: String, _ member: ValueReader) -> Bool {
    if !isLabelName(name) {
      member.report(badName(name))
    } else if name.hasPrefix("__") {
      member.report("labels that begin with `__` belong to Prometheus; choose another name")
    } else if reserved.contains(name) {
      member.report("the label `\(name)` is reserved; choose another name")
    } else if name.utf8.count > Limits.labelNameBytes {
      member.report("the name has more than \(Limits.labelNameBytes) bytes; shorten it")
    } else {
      return true
    }
    return false
  }

  private static func badName(_ name: String) -> String {
    "bad label name \(quoted(name)); use letters, digits and `_`, no digit first"
  }

  /// The label names of Prometheus that need no quotes.
  private static func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
  }
}
