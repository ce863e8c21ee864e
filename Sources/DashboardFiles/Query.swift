import DeviceProfiles

/// PromQL over what the agent emits. A name that is no quantity of the vocabulary cannot be asked.
struct Query {
  var expression: String
  /// The legend, with `{{label}}` for labels.
  var legend: String

  init(_ expression: String, legend: String = "") {
    self.expression = expression
    self.legend = legend
  }

  /// A quantity of the plant, by its name in the vocabulary, within the dashboard's variables.
  static func plant(_ quantity: String, _ matchers: String = "") -> String {
    guard let known = Quantity.named(quantity) else {
      preconditionFailure("\(quantity) is no quantity of the vocabulary")
    }
    return known.metricName
      + selector(
        "site=~\"$site\",room=~\"$room\",feed=~\"$feed\",device=~\"$device\"", matchers)
  }

  /// A series of the agent about a device, within the variables.
  static func ofDevice(_ name: String, _ matchers: String = "") -> String {
    "hallwatch_" + name + selector("site=~\"$site\",device=~\"$device\"", matchers)
  }

  /// A series of the agent about itself, a line or all alarms.
  static func ofSite(_ name: String, _ matchers: String = "") -> String {
    "hallwatch_" + name + selector("site=~\"$site\"", matchers)
  }

  /// A series about the process.
  static func process(_ name: String) -> String {
    "process_" + name + selector("site=~\"$site\"", "")
  }

  static func rate(_ series: String) -> String { "rate(\(series)[$__rate_interval])" }

  private static func selector(_ variables: String, _ matchers: String) -> String {
    "{job=\"hallwatch\",\(variables)" + (matchers.isEmpty ? "" : ",\(matchers)") + "}"
  }
}
