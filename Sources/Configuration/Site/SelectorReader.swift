import Agent
import DeviceProfiles

/// Reads the object `on` of an alarm rule and finds what it is about. A selector that is about
/// nothing is a mistake: the alarm would never come.
struct SelectorReader {
  let devices: DeviceList
  let index: SeriesIndex
  /// Whether being about nothing is no mistake: in the alarms that hallwatch brings along.
  var mayMatchNothing = false

  func read(_ reader: ObjectReader) -> (selector: PointSelector, matches: [AlarmBinding.Match])? {
    let before = reader.log.problems.count
    var selector = PointSelector()
    selector.device = readDevice(reader.optional("device"))
    selector.quantity = readQuantity(reader.optional("quantity"))
    selector.point = reader.optional("point")?.nonEmptyString()
    selector.labels = LabelReader.read(reader.optional("labels"), mayBeReserved: true)
    selector.roomUse = reader.optional("room_use")?.choice()
    selector.ashraeClass = reader.optional("ashrae_class")?.choice()
    guard reader.log.problems.count == before else { return nil }
    if selector == PointSelector() {
      reader.report("matches everything; name a `quantity`, `device`, `point` or `labels`")
      return nil
    }
    let matches = index.matches(selector)
    if matches.isEmpty, devices.isComplete, !mayMatchNothing {
      reader.report("matches no point: " + reason(selector))
      return nil
    }
    return (selector, matches)
  }

  private func readDevice(_ value: ValueReader?) -> String? {
    guard let value, let name = value.nonEmptyString() else { return nil }
    if !devices.names.contains(name) {
      value.report(
        "no device \(quoted(name)); " + suggestion(for: name, among: devices.names))
    }
    return name
  }

  private func readQuantity(_ value: ValueReader?) -> String? {
    guard let value, let name = value.nonEmptyString() else { return nil }
    if Quantity.named(name) == nil {
      value.report(
        "no quantity \(quoted(name)) in the vocabulary; "
          + suggestion(for: name, among: Quantity.vocabulary.map(\.name)))
    }
    return name
  }

  /// Which part of the selector leaves nothing, and what there is in its place.
  private func reason(_ selector: PointSelector) -> String {
    var partial = PointSelector(device: selector.device)
    let scope = selector.device.map { "\($0)" } ?? "the site"
    if let quantity = selector.quantity {
      let before = index.matches(partial).map(\.series.quantity.name)
      partial.quantity = quantity
      if index.matches(partial).isEmpty {
        return "\(scope) has no \(quantity); " + suggestion(for: quantity, among: unique(before))
      }
    }
    if let point = selector.point {
      let before = index.matches(partial).map(\.pointName)
      partial.point = point
      if index.matches(partial).isEmpty {
        return "no point \(quoted(point)) there; " + suggestion(for: point, among: unique(before))
      }
    }
    for label in selector.labels {
      let values = index.values(of: label.name, in: partial)
      partial.labels.append(label)
      guard index.matches(partial).isEmpty else { continue }
      return values.isEmpty
        ? "none of them has a label `\(label.name)`"
        : "none of them has \(label.name) = \(quoted(label.value)); "
          + suggestion(for: label.value, among: values)
    }
    if let use = selector.roomUse {
      partial.roomUse = use
      if index.matches(partial).isEmpty {
        return "none of them is in a room of use \"\(use.rawValue)\" in `topology.rooms`"
      }
    }
    if let ashraeClass = selector.ashraeClass {
      return "none of them is in a room of class \(ashraeClass.rawValue)"
    }
    return "correct the selector"
  }

  private func unique(_ names: [String]) -> [String] { Set(names).sorted() }
}
