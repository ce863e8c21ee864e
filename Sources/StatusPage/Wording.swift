import Alarms
import DeviceProfiles
import Readings

/// How the page says numbers, names and times: as people do, not as metrics do.
enum Wording {
  /// A name of the site file or a profile: `cold_aisle_temperature` is "cold aisle temperature".
  static func name(_ name: String) -> String {
    String(name.map { $0 == "_" ? " " : $0 })
  }

  /// A duration in its two largest units: "45 s", "12 min", "3 h 20 min", "5 d".
  static func duration(_ duration: Duration) -> String {
    let seconds = max(0, Int(duration.seconds))
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800:
      let minutes = seconds / 60 % 60
      return "\(seconds / 3600) h" + (minutes > 0 ? " \(minutes) min" : "")
    default: return "\(seconds / 86_400) d"
    }
  }

  /// The time of day in UTC, such as "06:19:00 UTC".
  static func clock(_ time: WallTime) -> String {
    String(time.rfc3339.dropFirst(11).prefix(8)) + " UTC"
  }

  /// A number in the unit that people use for it: "23.2 °C", "48 %", "12.5 kW".
  static func number(_ number: Double, unit: String?) -> String {
    switch unit {
    case "celsius": "\(rounded(number, 1)) °C"
    case "ratio": "\(rounded(number * 100, 1)) %"
    case "volts": abs(number) < 10 ? "\(rounded(number, 3)) V" : "\(rounded(number, 1)) V"
    case "amperes":
      abs(number) < 0.1 && number != 0
        ? "\(rounded(number * 1000, 2)) mA" : "\(rounded(number, 1)) A"
    case "watts": abs(number) < 1000 ? "\(rounded(number, 0)) W" : "\(rounded(number / 1000, 1)) kW"
    case "voltamperes": "\(rounded(number / 1000, 1)) kVA"
    case "vars": "\(rounded(number / 1000, 1)) kvar"
    case "hertz": "\(rounded(number, 2)) Hz"
    case "joules": "\(rounded(number / 3_600_000, 1)) kWh"
    case "pascals":
      abs(number) < 1000 ? "\(rounded(number, 0)) Pa" : "\(rounded(number / 1000, 0)) kPa"
    case "meters": "\(rounded(number, 1)) m"
    case "rpm": "\(rounded(number, 0)) rpm"
    case "ppm", "ppb", "lux": "\(rounded(number, 0)) \(unit ?? "")"
    case "degrees": "\(rounded(number, 1))°"
    case "decibels": "\(rounded(number, 1)) dB"
    case "coulombs": "\(rounded(number / 3600, 1)) Ah"
    case "ohms": "\(rounded(number, 1)) Ω"
    // A thousand million seconds are 31 years: that is no duration, but a date since 1970.
    case "seconds" where number >= 1e9 && number < 9e9:
      String(WallTime(nanoseconds: Int64(number * 1e9)).rfc3339.prefix(10))
    case "seconds": duration(.seconds(number))
    case let other?: "\(rounded(number, 3)) \(name(other))"
    case nil: rounded(number, 3)
    }
  }

  /// A value by the names that its profile gives to states and flags.
  static func value(_ value: Value, of definition: PointDefinition?) -> String {
    switch (value, definition?.meaning) {
    case (.number(let number), _): return self.number(number, unit: unit(of: definition))
    case (.flag(let isSet), _): return isSet ? "yes" : "no"
    case (.text(let text), _): return text
    case (.state(let place), .states(let names)?) where names.indices.contains(place):
      return name(names[place].name)
    case (.flags(let bits), .flags(let names)?):
      let set = names.filter { bits >> UInt64($0.bit) & 1 == 1 }.map { name($0.name) }
      return set.isEmpty ? "none" : set.joined(separator: ", ")
    case (.state(let place), _): return "state \(place)"
    case (.flags(let bits), _): return "0x" + String(bits, radix: 16)
    }
  }

  /// The base unit of a point: its own, or that of what it is exposed as.
  static func unit(of definition: PointDefinition?) -> String? {
    definition?.unit ?? definition?.series.first?.quantity.unit
  }

  /// Why there is no value, as a person would say it.
  static func absence(_ reason: NoData) -> String {
    switch reason {
    case .waitingForInitialData: "not read yet"
    case .communicationFailure: "no answer"
    case .stale: "too old to show"
    case .notAvailable: "the device has none"
    case .notFitted: "not fitted"
    case .overRange: "above the sensor's range"
    case .underRange: "below the sensor's range"
    case .configurationError: "the device refuses this register"
    case .deviceFailure: "the device failed"
    case .unknownState: "a state the profile does not know"
    case .notApplicable: "does not apply now"
    case .identityMismatch: "another device answers"
    case .frozen: "the device repeats itself"
    }
  }

  /// Rounded half away from zero to so many decimals, without trailing zeros.
  private static func rounded(_ number: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number * scale).rounded()
    guard scaled.magnitude < 1e15 else { return String(describing: number) }
    let whole = Int64(scaled)
    let unit = Int64(scale)
    var text = "\(whole.magnitude / unit.magnitude)"
    var fraction = String(whole.magnitude % unit.magnitude)
    fraction = String(repeating: "0", count: decimals - min(decimals, fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    if decimals > 0, !fraction.isEmpty { text += "." + fraction }
    return whole < 0 ? "\u{2212}" + text : text
  }
}
