/// A unit as a spreadsheet writes it, in base units.
struct SheetUnit {
  /// The base unit, such as `volts`.
  var base: String
  /// What one of the spreadsheet's unit is worth.
  var scale: Double
  /// What is added after that; for temperatures.
  var offset: Double

  /// Nil for a text that is no known unit.
  init?(_ text: String) {
    let wanted = Self.plain(text)
    guard let found = Self.units.first(where: { $0.names.contains(wanted) }) else { return nil }
    (base, scale, offset) = (found.base, found.scale, found.offset)
  }

  private struct Entry {
    var names: [String]
    var base: String
    var scale: Double
    var offset = 0.0
  }

  /// Symbols keep their case where it tells milli from mega; words do not.
  private static func plain(_ text: String) -> String {
    var plain = trimmed(text).filter { !"[]() .".contains($0) }
    plain = String(plain.map { $0 == "º" || $0 == "˚" ? "°" : $0 == "Ω" ? "Ω" : $0 })
    return plain.count > 4 && plain.allSatisfy(\.isLetter) ? plain.lowercased() : plain
  }

  private static let units: [Entry] =
    electric + [
      Entry(names: ["%", "%RH", "%rH", "percent"], base: "ratio", scale: 0.01),
      Entry(names: ["ratio"], base: "ratio", scale: 1),
      Entry(names: ["‰"], base: "ratio", scale: 0.001),
      Entry(names: ["°C", "C", "degC", "℃", "celsius"], base: "celsius", scale: 1),
      Entry(
        names: ["°F", "F", "degF", "℉", "fahrenheit"], base: "celsius", scale: 5.0 / 9,
        offset: -160.0 / 9),
      Entry(names: ["K", "kelvin"], base: "celsius", scale: 1, offset: -273.15),
      Entry(names: ["Pa", "pascals", "pascal"], base: "pascals", scale: 1),
      Entry(names: ["hPa", "mbar", "millibar"], base: "pascals", scale: 100),
      Entry(names: ["kPa"], base: "pascals", scale: 1000),
      Entry(names: ["bar", "Bar"], base: "pascals", scale: 100_000),
      Entry(names: ["psi", "PSI"], base: "pascals", scale: 6894.757293168),
      Entry(names: ["s", "sec", "Sec", "seconds", "second"], base: "seconds", scale: 1),
      Entry(names: ["ms"], base: "seconds", scale: 0.001),
      Entry(names: ["min", "Min", "minutes", "minute"], base: "seconds", scale: 60),
      Entry(names: ["h", "hr", "Hr", "hrs", "hours", "hour"], base: "seconds", scale: 3600),
      Entry(names: ["d", "days"], base: "seconds", scale: 86400),
      Entry(names: ["rpm", "RPM", "r/min", "1/min"], base: "rpm", scale: 1),
      Entry(names: ["ppm"], base: "ppm", scale: 1),
      Entry(names: ["ppb"], base: "ppb", scale: 1),
      Entry(names: ["m", "meters", "metres"], base: "meters", scale: 1),
      Entry(names: ["ft", "feet"], base: "meters", scale: 0.3048),
      Entry(names: ["lx", "lux", "Lux"], base: "lux", scale: 1),
      Entry(names: ["dB", "dBA", "decibels"], base: "decibels", scale: 1),
      Entry(names: ["m3", "m³", "cubic_meters"], base: "cubic_meters", scale: 1),
      Entry(names: ["l", "L", "litres", "liters"], base: "cubic_meters", scale: 0.001),
      Entry(
        names: ["g/m3", "g/m³", "grams_per_cubic_meter"], base: "grams_per_cubic_meter", scale: 1),
      Entry(names: ["kJ/kg", "J/g", "joules_per_gram"], base: "joules_per_gram", scale: 1),
      Entry(names: ["°", "deg", "degrees"], base: "degrees", scale: 1),
    ]

  private static let electric: [Entry] = [
    Entry(names: ["V", "Volt", "volts", "VAC", "VDC", "Vac", "Vdc"], base: "volts", scale: 1),
    Entry(names: ["mV"], base: "volts", scale: 0.001),
    Entry(names: ["kV"], base: "volts", scale: 1000),
    Entry(names: ["A", "Amp", "Amps", "amps", "amperes", "ampere"], base: "amperes", scale: 1),
    Entry(names: ["mA"], base: "amperes", scale: 0.001),
    Entry(names: ["µA", "uA"], base: "amperes", scale: 0.000001),
    Entry(names: ["W", "Watt", "watts"], base: "watts", scale: 1),
    Entry(names: ["kW", "KW"], base: "watts", scale: 1000),
    Entry(names: ["MW"], base: "watts", scale: 1_000_000),
    Entry(names: ["VA", "voltamperes"], base: "voltamperes", scale: 1),
    Entry(names: ["kVA", "KVA"], base: "voltamperes", scale: 1000),
    Entry(names: ["var", "VAr", "VAR", "vars"], base: "vars", scale: 1),
    Entry(names: ["kvar", "kVAr", "kVAR", "KVAR"], base: "vars", scale: 1000),
    Entry(names: ["Hz", "HZ", "hertz"], base: "hertz", scale: 1),
    Entry(names: ["mHz"], base: "hertz", scale: 0.001),
    Entry(names: ["Wh"], base: "joules", scale: 3600),
    Entry(names: ["kWh", "KWh", "KWH"], base: "joules", scale: 3_600_000),
    Entry(names: ["MWh", "MWH"], base: "joules", scale: 3_600_000_000),
    Entry(names: ["J", "joules"], base: "joules", scale: 1),
    Entry(names: ["Ah", "AH", "ampere_hours"], base: "coulombs", scale: 3600),
    Entry(names: ["Ω", "Ohm", "ohm", "ohms"], base: "ohms", scale: 1),
    Entry(names: ["mΩ", "mOhm"], base: "ohms", scale: 0.001),
  ]
}
