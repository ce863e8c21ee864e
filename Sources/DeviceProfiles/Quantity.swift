/// A physical quantity or fact that means the same on every vendor's device: one metric family.
///
/// The vocabulary is `Quantity.vocabulary`; a profile or site file may name nothing outside it.
package struct Quantity: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// A number that can go both ways.
    case gauge
    /// A number that only grows, and whose name ends in `_total`.
    case counter
    /// 0 or 1.
    case flag
    /// One series per state, exactly one of them 1, with the label `state`.
    case states
    /// 1, with the facts in the labels.
    case info
  }

  /// The metric name without the prefix `facility_`, such as `air_temperature_celsius`.
  package let name: String
  package let kind: Kind
  /// The base unit as it ends the name, such as `celsius`; nil when there is none.
  package let unit: String?
  /// One sentence for the metric's HELP.
  package let help: String
  /// The point labels that the quantity may carry, besides `device` and the site's.
  package let labels: [String]
  /// What a believable value can be; nil when nothing can be said in general. Setpoints and golden
  /// captures outside it are mistakes; readings are judged by the point's own plausible range.
  package let range: ClosedRange<Double>?
  /// The neutral names that the states of a `.states` quantity may have; empty when any may.
  package let states: [String]
  /// The alarm that a `.flag` quantity is unless its point says otherwise; nil when being set is
  /// no alarm.
  package let alarm: DefaultAlarm?

  package init(
    _ name: String, _ kind: Kind, unit: String? = nil, labels: [String] = [],
    range: ClosedRange<Double>? = nil, states: [String] = [], alarm: DefaultAlarm? = nil,
    help: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.labels = labels
    self.range = range
    self.states = states
    self.alarm = alarm
    self.help = help
  }

  /// How grave a set flag is, and what kind of danger it tells of.
  package struct DefaultAlarm: Hashable, Sendable {
    package let severity: DeviceAlarmDefinition.Severity
    package let hazard: DeviceAlarmDefinition.Hazard

    package init(
      _ severity: DeviceAlarmDefinition.Severity, _ hazard: DeviceAlarmDefinition.Hazard = .none
    ) {
      self.severity = severity
      self.hazard = hazard
    }
  }

  /// The family's name in the exposition.
  package var metricName: String { "facility_" + name }
}
