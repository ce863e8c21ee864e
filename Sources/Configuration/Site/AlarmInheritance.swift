import Agent
import Alarms

/// How a rule of the site and the one of its name that hallwatch brings along become one rule.
///
/// What the site's rule says always wins, down to the keys of a limit. A limit takes its delay and
/// its priority over only where the rule says nothing of delay or priority, neither for that limit
/// nor for all of them.
struct AlarmInheritance {
  /// The keys of the rule that comes of it.
  private(set) var members: [JSON5Member] = []
  /// What was taken over, as `key value`, such as `low.on_delay 30m`; of sentences the key only.
  private(set) var taken: [String] = []
  /// Keys that a `null` took away.
  let refused: [String]

  private let own: [JSON5Member]
  private let base: [JSON5Member]
  private let position: SourcePosition

  /// - Parameters:
  ///   - own: the keys of the site's rule.
  ///   - base: the keys of the rule that hallwatch brings along.
  ///   - position: where the site's rule stands: mistakes in what it takes over are its own.
  init(_ own: [JSON5Member], from base: [JSON5Member], at position: SourcePosition) {
    self.own = own
    self.base = base
    self.position = position
    refused = own.filter(\.isNull).map(\.key)
    for member in own where !member.isNull {
      members.append(Self.levels.contains(member.key) ? completed(member) : member)
    }
    for member in base where member.key != "name" && !own.contains(member.key) {
      guard suits(member) else { continue }
      members.append(inherited(member))
    }
  }

  /// The class of rooms that a rule says it is about; nil when it says none.
  static func ashraeClass(_ rule: [JSON5Member]) -> String? {
    rule.value("on")?.text("ashrae_class")
  }

  /// The quantity that a rule says it is about; nil when it says none.
  static func quantity(_ rule: [JSON5Member]) -> String? { rule.value("on")?.quantity }

  private static let levels = LimitLevel.allCases.map(\.rawValue)
  /// What a limit may have of its own.
  private static let detailsOfLevel = ["on_delay", "priority"]

  /// Whether a key of the default has a meaning in the site's rule.
  private func suits(_ member: JSON5Member) -> Bool {
    let kinds = AlarmTestReader.kinds
    let isTest = Self.isTest(member.key)
    let isDetail = AlarmTestReader.details.contains(member.key)
    // Figures of another quantity would be in another unit.
    if isTest || isDetail || member.key == "in_maintenance", !isAboutTheSame { return false }
    // Tighter than figures that are no longer those.
    if member.key == "in_maintenance", own.contains(where: { Self.isTest($0.key) }) { return false }
    if ["suppress_off_delay", "max_suppression"].contains(member.key),
      refused.contains("suppress_when")
    {
      return false
    }
    let said = own.filter { !$0.isNull }
    guard let kind = kinds.first(where: { keys in keys.contains { said.contains($0) } }) else {
      return true
    }
    // Another kind of condition takes the place of the default's.
    if isTest { return kind.contains(member.key) }
    return !isDetail || kind.contains { base.contains($0) }
  }

  /// Whether a key belongs to a kind of condition.
  private static func isTest(_ key: String) -> Bool {
    AlarmTestReader.kinds.contains { $0.contains(key) }
  }

  /// Whether both are about the same quantity, as far as the site's rule says.
  private var isAboutTheSame: Bool {
    guard let wanted = own.value("on")?.quantity else { return true }
    return base.value("on")?.quantity == wanted
  }

  /// A limit of the site's rule, with what it leaves open taken from the same limit of the default.
  private mutating func completed(_ limit: JSON5Member) -> JSON5Member {
    guard isAboutTheSame, case .object(let keys)? = base.value(limit.key)?.content else {
      return limit.withoutNulls
    }
    var whole: [JSON5Member]
    if case .object(let said) = limit.value.content {
      whole = said
    } else {
      whole = [JSON5Member(key: "at", position: limit.position, value: limit.value)]
    }
    for key in keys
    where Self.detailsOfLevel.contains(key.key) && !whole.contains(key.key)
      && !isSaidForAll(key.key)
    {
      whole.append(moved(key))
      note("\(limit.key).\(key.key)", key.value)
    }
    var result = limit
    result.value.content = .object(whole)
    return result.withoutNulls
  }

  /// A key of the default that the site's rule does not have.
  private mutating func inherited(_ member: JSON5Member) -> JSON5Member {
    guard Self.levels.contains(member.key), case .object(let keys) = member.value.content else {
      note(member.key, member.value)
      return moved(member)
    }
    let kept = keys.filter { !isSaidForAll($0.key) }
    for key in kept { note(key.key == "at" ? member.key : "\(member.key).\(key.key)", key.value) }
    var result = moved(member)
    result.value.content = .object(kept.map(moved))
    return result
  }

  /// Whether the site's rule says it of all its limits.
  private func isSaidForAll(_ key: String) -> Bool {
    Self.detailsOfLevel.contains(key) && own.contains { $0.key == key && !$0.isNull }
  }

  private mutating func note(_ key: String, _ value: JSON5Node) {
    switch value.content {
    case .number(let number): taken.append("\(key) \(number.text)")
    case .boolean(let flag): taken.append("\(key) \(flag)")
    case .string(let text) where !text.contains(" "): taken.append("\(key) \(text)")
    default: taken.append(key)
    }
  }

  private func moved(_ member: JSON5Member) -> JSON5Member {
    JSON5Member(
      key: member.key, position: position, value: JSON5Node(member.value.content, at: position))
  }
}

extension JSON5Node {
  /// What a selector says of the quantity; nil for nothing.
  fileprivate var quantity: String? { text("quantity") }

  fileprivate func text(_ key: String) -> String? {
    guard case .object(let members) = content,
      case .string(let text)? = members.value(key)?.content
    else { return nil }
    return text
  }
}

extension JSON5Member {
  fileprivate var isNull: Bool { if case .null = value.content { true } else { false } }

  /// The member with those of its keys away that are `null`.
  fileprivate var withoutNulls: JSON5Member {
    guard case .object(let members) = value.content else { return self }
    var result = self
    result.value.content = .object(members.filter { !$0.isNull })
    return result
  }
}

extension [JSON5Member] {
  fileprivate func contains(_ key: String) -> Bool { contains { $0.key == key } }

  fileprivate func value(_ key: String) -> JSON5Node? { first { $0.key == key }?.value }
}
