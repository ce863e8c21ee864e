package import Readings

/// Which alarms of a board go on in another one, worked out from the definitions alone.
package struct AlarmCarry: Sendable {
  /// By old device, its new number; nil when it has left.
  package let devices: [DeviceIndex?]
  /// By old point, its new number; nil when it has left.
  let points: [PointIndex?]
  /// By new device, whether its readings go on without a break.
  let goesOn: [Bool]
  /// By new alarm, the old one of the same identifier; nil for one that is new.
  package let alarms: [AlarmIndex?]
  /// By new alarm, whether it is judged as before by readings that go on: then delays, windows and
  /// sequences go on too. Otherwise it keeps its life and is judged anew.
  let isSame: [Bool]
  /// By old alarm, its new number.
  package let numbers: [AlarmIndex?]

  package init(
    from old: [AlarmDefinition], to new: [AlarmDefinition], devices: [DeviceIndex?],
    points: [PointIndex?], goesOn: [Bool]
  ) {
    self.devices = devices
    self.points = points
    self.goesOn = goesOn
    let places = Dictionary(
      old.indices.map { (old[$0].id, $0) }, uniquingKeysWith: { _, last in last })
    let renumbering = AlarmRenumbering(devices: devices, points: points)
    var alarms: [AlarmIndex?] = []
    var isSame: [Bool] = []
    var numbers = [AlarmIndex?](repeating: nil, count: old.count)
    for (index, definition) in new.enumerated() {
      guard let place = places[definition.id] else {
        alarms.append(nil)
        isSame.append(false)
        continue
      }
      alarms.append(AlarmIndex(rawValue: place))
      numbers[place] = AlarmIndex(rawValue: index)
      let involved = definition.involvedDevices
      isSame.append(
        involved.allSatisfy { goesOn[$0.rawValue] }
          && renumbering.judgement(of: old[place]) == definition.judgement)
    }
    self.alarms = alarms
    self.isSame = isSame
    self.numbers = numbers
  }

  func number(_ alarm: AlarmIndex) -> AlarmIndex? { numbers[alarm.rawValue] }

  func point(_ point: DevicePoint) -> DevicePoint? {
    AlarmRenumbering(devices: devices, points: points).point(point)
  }

  func term(_ term: AlarmTerm) -> AlarmTerm? {
    AlarmRenumbering(devices: devices, points: points).term(term)
  }
}

/// What decides how an alarm is judged: everything of its definition but words and priority.
struct AlarmJudgement: Hashable, Sendable {
  var device: DeviceIndex?
  var point: PointIndex?
  var condition: AlarmCondition
  var onDelay: Duration
  var offDelay: Duration
  var suppressWhen: AlarmExpression?
  var suppressionOffDelay: Duration
  var maximumSuppression: Duration?
}

extension AlarmDefinition {
  var judgement: AlarmJudgement {
    AlarmJudgement(
      device: device, point: point, condition: condition, onDelay: onDelay, offDelay: offDelay,
      suppressWhen: suppressWhen, suppressionOffDelay: suppressionOffDelay,
      maximumSuppression: maximumSuppression)
  }

  /// Every device that the alarm looks at.
  var involvedDevices: [DeviceIndex] {
    [device].compactMap { $0 } + condition.devices
      + (suppressWhen?.terms.map(\.device) ?? [])
  }
}

extension AlarmCondition {
  fileprivate var devices: [DeviceIndex] {
    switch self {
    case .deviation(_, _, let partners): partners.map(\.device)
    case .expression(let expression): expression.terms.map(\.device)
    case .sequence(let after, let expect, _): (after.terms + expect.terms).map(\.device)
    case .coincidentLoss(let devices, _): devices
    default: []
    }
  }
}

extension AlarmTerm {
  fileprivate var device: DeviceIndex {
    switch self {
    case .point(let point, _): point.device
    case .lost(let device): device
    }
  }
}

/// Puts definitions into other numbers of devices and points; nil where something has left.
struct AlarmRenumbering {
  package let devices: [DeviceIndex?]
  let points: [PointIndex?]

  func judgement(of definition: AlarmDefinition) -> AlarmJudgement? {
    var judgement = definition.judgement
    if let device = judgement.device {
      guard let number = self.device(device) else { return nil }
      judgement.device = number
    }
    if let point = judgement.point {
      guard let number = self.point(point) else { return nil }
      judgement.point = number
    }
    guard let condition = condition(judgement.condition) else { return nil }
    judgement.condition = condition
    if let suppression = judgement.suppressWhen {
      guard let expression = expression(suppression) else { return nil }
      judgement.suppressWhen = expression
    }
    return judgement
  }

  func device(_ device: DeviceIndex) -> DeviceIndex? {
    device.rawValue < devices.count ? devices[device.rawValue] : nil
  }

  func point(_ point: PointIndex) -> PointIndex? {
    point.rawValue < points.count ? points[point.rawValue] : nil
  }

  func point(_ point: DevicePoint) -> DevicePoint? {
    guard let device = device(point.device), let number = self.point(point.point) else {
      return nil
    }
    return DevicePoint(number, of: device)
  }

  func term(_ term: AlarmTerm) -> AlarmTerm? {
    switch term {
    case .point(let point, let condition): self.point(point).map { .point($0, condition) }
    case .lost(let device): self.device(device).map { .lost($0) }
    }
  }

  private func condition(_ condition: AlarmCondition) -> AlarmCondition? {
    switch condition {
    case .deviation(let by, let deadband, let partners):
      return all(partners, point).map { .deviation(by: by, deadband: deadband, partners: $0) }
    case .expression(let inner): return expression(inner).map { .expression($0) }
    case .sequence(let after, let expect, let within):
      guard let after = expression(after), let expect = expression(expect) else { return nil }
      return .sequence(after: after, expect: expect, within: within)
    case .coincidentLoss(let devices, let within):
      return all(devices, device).map { .coincidentLoss($0, within: within) }
    default: return condition
    }
  }

  private func expression(_ expression: AlarmExpression) -> AlarmExpression? {
    switch expression {
    case .term(let term): self.term(term).map { .term($0) }
    case .all(let inner): all(inner, self.expression).map { .all($0) }
    case .any(let inner): all(inner, self.expression).map { .any($0) }
    case .not(let inner): self.expression(inner).map { .not($0) }
    case .atLeast(let count, let inner, let degraded):
      all(inner, self.expression).map { .atLeast(count, $0, degraded: degraded) }
    case .unknown(let inner): all(inner, self.expression).map { .unknown($0) }
    }
  }

  private func all<Element>(
    _ elements: [Element], _ renumber: (Element) -> Element?
  ) -> [Element]? {
    let renumbered = elements.compactMap(renumber)
    return renumbered.count == elements.count ? renumbered : nil
  }
}
