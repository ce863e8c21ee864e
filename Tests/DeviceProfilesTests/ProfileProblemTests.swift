import Configuration
import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("Mistakes in a profile")
struct ProfileProblemTests {
  /// What is changed in a sound profile, and all that is then wrong with it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var problem: String
    var change: @Sendable (inout DeviceProfile) -> Void

    var testDescription: String { problem }

    init(_ problem: String, _ change: @escaping @Sendable (inout DeviceProfile) -> Void) {
      self.problem = problem
      self.change = change
    }
  }

  /// Points: 0 a number, 1 states, 2 flags, 3 a flag, 4 a text.
  static var sound: DeviceProfile {
    var number = point(.u16, .number(Scaling(scale: 0.1)))
    number.name = "voltage"
    number.unit = "volts"
    number.series = [
      SeriesDefinition(Quantity.named("electric_voltage_volts")!, labels: [Label("side", "load")])
    ]
    var states = point(
      .u16, .states([StateName(raw: 0, name: "stopped"), StateName(raw: 3, name: "running")]))
    states.name = "mode"
    states.address = 1
    states.series = [
      SeriesDefinition(
        Quantity.named("genset_state")!, stateNames: ["stopped", "running"])
    ]
    var flags = point(
      .bits, .flags([FlagName(bit: 0, name: "low"), FlagName(bit: 4, name: "high")]))
    flags.name = "status"
    flags.address = 2
    flags.alarms = [DeviceAlarmDefinition(name: "low", severity: .warning, extraction: .bit(0))]
    var flag = point(.bool, .flag(inverted: false))
    flag.name = "door"
    flag.table = .discreteInput
    flag.series = [SeriesDefinition(Quantity.named("contact_active")!)]
    var text = point(.ascii(count: 8), .text)
    text.name = "model"
    text.address = 10
    return profile([number, states, flags, flag, text])
  }

  @Test("a sound profile has no problems")
  func soundProfile() {
    #expect(Self.sound.problems() == [])
  }

  @Test("each mistake is named with its place and what would be right", arguments: mistakes)
  func problems(mistake: Mistake) {
    var profile = Self.sound
    mistake.change(&profile)
    #expect(profile.problems().map(\.description) == [mistake.problem])
  }

  static let mistakes: [Mistake] =
    profileMistakes + placeMistakes + meaningMistakes
    + dependencyMistakes + seriesMistakes

  static let profileMistakes: [Mistake] = [
    Mistake("profile: \"Bad Name\" is no profile name; use lower-case letters, digits and hyphens")
    {
      $0.name = "Bad Name"
    },
    Mistake("points: a profile has at least one point; add one") { $0.points = [] },
    Mistake("read.maximum_registers: 126 is out of range; expected 1 to 125") {
      $0.contract.maximumRegisters = 126
    },
    Mistake("read.maximum_bits: 0 is out of range; expected 1 to 2000") {
      $0.contract.maximumBits = 0
    },
    Mistake("read.maximum_hole: -1 is out of range; expected 0 to 124") {
      $0.contract.maximumHole = -1
    },
    Mistake("read.start_multiple: 0 is out of range; expected 1 to 16") {
      $0.contract.startMultiple = 0
    },
    Mistake("read.gap: a gap is not negative") { $0.contract.gap = .milliseconds(-1) },
    Mistake("read.serial_gap: a gap is not negative") { $0.contract.serialGap = .milliseconds(-1) },
    Mistake("read.pause_after_connect: a pause is not negative") {
      $0.contract.pauseAfterConnect = .milliseconds(-1)
    },
    Mistake(
      "read.fences[1]: holding 4-9 overlaps the fence holding 0-4; blocks are apart"
    ) {
      $0.contract.fences = [span(.holdingRegister, 0, 5), span(.holdingRegister, 4, 6)]
      $0.points.removeLast()
    },
    Mistake("identity[0].point: there is no point serial; add it") {
      $0.identity = [IdentityCheck(point: "serial", expectation: .number(1))]
    },
    Mistake("identity[0].point: model is a text; use `starts_with`") {
      $0.identity = [IdentityCheck(point: "model", expectation: .number(1))]
    },
    Mistake("identity[0].point: voltage is no text; use `is` or `one_of`") {
      $0.identity = [IdentityCheck(point: "voltage", expectation: .prefix("A"))]
    },
    Mistake("canary: there is no point serial; add it") { $0.canary = "serial" },
    Mistake("canary: voltage is read in every cycle; a canary needs `pace: \"once\"`") {
      $0.canary = "voltage"
    },
    Mistake("points[4].point: another point is called voltage already; choose another name") {
      $0.points[4].name = "voltage"
    },
  ]

  static let placeMistakes: [Mistake] = [
    Mistake(
      "points[0].point: \"V1 \" is no point name; use lower-case letters, digits and underscores"
    ) { $0.points[0].name = "V1 " },
    Mistake("points[4].address: ascii:8 at address 65533 ends past address 65535") {
      $0.points[4].address = 65533
    },
    Mistake("points[4].type: ascii:8 needs 4 registers in one answer, but the device gives 3") {
      $0.contract.maximumRegisters = 3
    },
    Mistake(
      "points[4].address: holding 10-13 crosses the edge of the block holding 0-11, which is not "
        + "allowed"
    ) { $0.contract.fences = [span(.holdingRegister, 0, 12)] },
    Mistake(
      "points[4].address: holding 0-3 is used by voltage already; two points may share a register "
        + "only by different bits, or by `shares`"
    ) {
      $0.points = [$0.points[0], $0.points[3], $0.points[3], $0.points[3], $0.points[4]]
      for index in 1...3 { $0.points[index].name += "_\(index)" }
      $0.points[2].address = 1
      $0.points[3].address = 2
      $0.points[2].series = []
      $0.points[3].series = []
      $0.points[4].address = 0
    },
    Mistake("points[3].type: a discrete is one bit; its type is bool, not u16") {
      $0.points[3].encoding.type = .u16
      $0.points[3].meaning = .number(Scaling())
      $0.points[3].series = []
    },
    Mistake("points[4].type: a text has the type ascii:N, not u16") {
      $0.points[4].encoding.type = .u16
    },
    Mistake("points[3].type: a flag has the type bool, not u16") {
      $0.points[3].table = .inputRegister
      $0.points[3].encoding.type = .u16
    },
    Mistake("points[1].type: states need a whole number, not f32") {
      $0.points[1].encoding.type = .f32
      $0.points[1].address = 20
      $0.points[1].meaning = .states([
        StateName(raw: 0, name: "stopped"), StateName(raw: 1, name: "running"),
      ])
    },
    Mistake("points[2].type: flags need bits, u16, u32 or u64, not i16") {
      $0.points[2].encoding.type = .i16
    },
    Mistake("points[0].type: a number cannot be bool") { $0.points[0].encoding.type = .bool },
    Mistake("points[0].field: a field is cut from u16, u32, u64, bits or a bool in a register") {
      $0.points[0].encoding.type = .i16
      $0.points[0].field = BitField(shift: 0, width: 4)
    },
    Mistake("points[0].field: bits 14 to 17 are not within the 16 bits of u16, or more than 16") {
      $0.points[0].field = BitField(shift: 14, width: 4)
    },
  ]

  static let meaningMistakes: [Mistake] = [
    Mistake("points[0].scale: a scale is a number other than 0") {
      $0.points[0].meaning = .number(Scaling(scale: 0))
    },
    Mistake("points[0].offset: an offset is a finite number") {
      $0.points[0].meaning = .number(Scaling(offset: .infinity))
    },
    Mistake("points[1].states: name at least one state") {
      $0.points[1].meaning = .states([])
      $0.points[1].series = []
    },
    Mistake(
      "points[1].states[1].name: \"Running!\" is no state name; use lower-case letters, digits and "
        + "underscores"
    ) {
      $0.points[1].meaning = .states([
        StateName(raw: 0, name: "stopped"), StateName(raw: 3, name: "Running!"),
      ])
    },
    Mistake("points[1].states[1].raw: 70000 is no raw value of the point; expected 0 to 65535") {
      $0.points[1].meaning = .states([
        StateName(raw: 0, name: "stopped"), StateName(raw: 70000, name: "running"),
      ])
    },
    Mistake("points[1].states[1].raw: raw value 0 is another state already") {
      $0.points[1].meaning = .states([
        StateName(raw: 0, name: "stopped"), StateName(raw: 0, name: "running"),
      ])
    },
    Mistake("points[1].states[1].name: the state stopped has a raw value already") {
      $0.points[1].meaning = .states([
        StateName(raw: 0, name: "stopped"), StateName(raw: 1, name: "stopped"),
      ])
    },
    Mistake("points[1].states[1].raw: raw value 3 means that there is no value; it is never seen") {
      $0.points[1].sentinels = [.value(3, .notAvailable)]
    },
    Mistake("points[2].flags: name at least one bit") {
      $0.points[2].meaning = .flags([])
      $0.points[2].alarms = []
    },
    Mistake(
      "points[2].flags[1].name: \"High\" is no flag name; use lower-case letters, digits and "
        + "underscores"
    ) {
      $0.points[2].meaning = .flags([FlagName(bit: 0, name: "low"), FlagName(bit: 4, name: "High")])
    },
    Mistake("points[2].flags[1].bit: there is no bit 16; expected 0 to 15") {
      $0.points[2].meaning = .flags([
        FlagName(bit: 0, name: "low"), FlagName(bit: 16, name: "high"),
      ])
    },
    Mistake("points[2].flags[1].bit: bit 0 is another flag already") {
      $0.points[2].meaning = .flags([FlagName(bit: 0, name: "low"), FlagName(bit: 0, name: "high")])
    },
    Mistake("points[2].flags[1].name: the flag low has a bit already") {
      $0.points[2].meaning = .flags([FlagName(bit: 0, name: "low"), FlagName(bit: 1, name: "low")])
    },
    Mistake("points[4].invalid: a text or a flag has no raw values that mean no value") {
      $0.points[4].sentinels = [.allOnes(.notAvailable)]
    },
    Mistake("points[0].invalid[1]: -1 is no raw value of the point; expected 0 to 65535") {
      $0.points[0].sentinels = [.allOnes(.notAvailable), .value(-1, .notAvailable)]
    },
    Mistake("points[0].invalid[0]: 65536 is no raw value of the point; expected 0 to 65535") {
      $0.points[0].sentinels = [.band(65530...65536, .notAvailable)]
    },
    Mistake("points[1].plausible: only a number has a plausible range") {
      $0.points[1].plausible = 0...1
    },
    Mistake(
      "points[4].info: device_info has no label name; expected one of manufacturer, model, serial, "
        + "firmware"
    ) { $0.points[4].infoLabel = "name" },
  ]

  static let dependencyMistakes: [Mistake] = [
    Mistake("points[0].factor.point: there is no point unit; add it") {
      $0.points[0].meaning = .number(Scaling(factor: .powerOfTen(point: "unit")))
    },
    Mistake("points[0].factor.point: model holds no whole number; a factor needs one") {
      $0.points[0].meaning = .number(Scaling(factor: .powerOfTen(point: "model")))
    },
    Mistake("points[0].factor.point: mode depends on another point itself; it must not") {
      $0.points[0].meaning = .number(Scaling(factor: .powerOfTen(point: "mode")))
      $0.points[1].validWhile = [PointCondition(point: "door", extraction: .whole)]
    },
    Mistake("points[0].offset: a point with a factor has no offset; no device has both") {
      $0.points[0].meaning = .number(
        Scaling(offset: 1, factor: .byRawValue(point: "mode", factors: [0: 1])))
    },
    Mistake("points[0].factor: the factor of raw value 3 is 0 or not finite") {
      $0.points[0].meaning = .number(
        Scaling(factor: .byRawValue(point: "mode", factors: [0: 1, 3: 0])))
    },
    Mistake("points[0].factor: name the factor of at least one raw value") {
      $0.points[0].meaning = .number(Scaling(factor: .byRawValue(point: "mode", factors: [:])))
    },
    Mistake("points[0].valid_while.point: there is no point unit; add it") {
      $0.points[0].validWhile = [PointCondition(point: "unit", extraction: .whole)]
    },
    Mistake("points[0].valid_while.point: mode depends on another point; it must not") {
      $0.points[0].validWhile = [PointCondition(point: "mode", extraction: .states([1]))]
      $0.points[1].validWhile = [PointCondition(point: "door", extraction: .whole)]
    },
    Mistake("points[0].valid_while: name the `states` of mode that hold") {
      $0.points[0].validWhile = [PointCondition(point: "mode", extraction: .whole)]
    },
    Mistake("points[0].valid_while: status asks for bit 3, which has no name") {
      $0.points[0].validWhile = [PointCondition(point: "status", extraction: .bit(3))]
    },
    Mistake("points[0].valid_while: status asks for a whole word of flags; name a bit") {
      $0.points[0].validWhile = [PointCondition(point: "status", extraction: .whole)]
    },
    Mistake("points[0].valid_while: model asks for a text") {
      $0.points[0].validWhile = [PointCondition(point: "model", extraction: .whole)]
    },
    Mistake("points[0].valid_while: door asks for a bit of a point that is no word of flags") {
      $0.points[0].validWhile = [PointCondition(point: "door", extraction: .bit(0))]
    },
    Mistake("points[0].valid_while: door asks for states of a point that has none") {
      $0.points[0].validWhile = [PointCondition(point: "door", extraction: .states([0]))]
    },
    Mistake("points[0].valid_while: mode asks for no state") {
      $0.points[0].validWhile = [PointCondition(point: "mode", extraction: .states([]))]
    },
    Mistake("points[0].valid_while: mode asks for a state that is not there") {
      $0.points[0].validWhile = [PointCondition(point: "mode", extraction: .states([2]))]
    },
    Mistake(
      "points[0].valid_while: door asks whether a point differs from zero that is no number"
    ) { $0.points[0].validWhile = [PointCondition(point: "door", extraction: .nonZero)] },
  ]

  static let seriesMistakes: [Mistake] = [
    Mistake("points[0].series[0].quantity: no quantity \"volts\" in the vocabulary") {
      $0.points[0].series[0].quantity = Quantity(
        "volts", .gauge, unit: "volts", labels: ["side"], help: "")
    },
    Mistake(
      "points[0].series[0].labels: electric_voltage_volts has no label \"zone\"; it has side, phase, "
        + "number"
    ) { $0.points[0].series[0].labels = [Label("zone", "1")] },
    Mistake("points[1].series[0].labels: genset_state has no labels") {
      $0.points[1].series[0].labels = [Label("zone", "1")]
    },
    Mistake("points[0].series[0].labels: the label side is empty; leave it away") {
      $0.points[0].series[0].labels = [Label("side", "")]
    },
    Mistake("points[0].series[0].labels: a label is given twice") {
      $0.points[0].series[0].labels = [Label("side", "a"), Label("side", "b")]
    },
    Mistake("points[0].series[0]: contact_active is a flag, but the point is a number") {
      $0.points[0].series[0] = SeriesDefinition(
        Quantity.named("contact_active")!, labels: [Label("input", "2")])
    },
    Mistake("points[1].series[0]: contact_active is a flag, but the point has states") {
      $0.points[1].series[0] = SeriesDefinition(
        Quantity.named("contact_active")!, labels: [Label("input", "2")])
    },
    Mistake("points[3].series[0]: engine_speed_rpm is a gauge, but a flag is 0 or 1") {
      $0.points[3].series[0] = SeriesDefinition(Quantity.named("engine_speed_rpm")!)
    },
    Mistake("points[4].series[0]: contact_active is no text; a text is shown by device_info") {
      $0.points[4].series = [
        SeriesDefinition(Quantity.named("contact_active")!, labels: [Label("input", "2")])
      ]
    },
    Mistake("points[1].series[0]: genset_state needs a neutral name for each of the 2 states") {
      $0.points[1].series[0].stateNames = ["stopped"]
    },
    Mistake(
      "points[1].series[0]: genset_state has no state turning; its states are stopped, starting, "
        + "warming, running, cooling, stopping, fault; name one by `as`"
    ) { $0.points[1].series[0].stateNames = ["stopped", "turning"] },
    Mistake("points[0].unit: electric_voltage_volts is in volts, not kilovolts; scale the value") {
      $0.points[0].unit = "kilovolts"
    },
    Mistake(
      "points[2].series[0]: electric_voltage_volts{side=load} is a series of voltage already; tell "
        + "them apart by a label"
    ) {
      $0.points[2] = $0.points[0]
      $0.points[2].name = "other"
      $0.points[2].address = 2
    },
    Mistake("points[2].series[0]: contact_active asks for bit 9, which has no name") {
      $0.points[2].series = [
        SeriesDefinition(
          Quantity.named("contact_active")!, labels: [Label("input", "2")], extraction: .bit(9))
      ]
    },
    Mistake(
      "points[2].alarms[0]: \"Low\" is no alarm name; use lower-case letters, digits and underscores"
    ) { $0.points[2].alarms[0].name = "Low" },
    Mistake("points[2].alarms[0]: the alarm low asks for bit 9, which has no name") {
      $0.points[2].alarms[0].extraction = .bit(9)
    },
    Mistake("points[2].alarms[1]: the point has the alarm low of that severity already") {
      $0.points[2].alarms.append($0.points[2].alarms[0])
    },
  ]
}
