/// A site of two probes with an alarm whose keys begin on line 5.
private func alarm(_ keys: String) -> String {
  "{ site: 'x', devices: [\n"
    + "{ name: 'a', endpoint: 'tcp://h', profile: 'acme', labels: { room: 'r1' } },\n"
    + "{ name: 'b', endpoint: 'tcp://i', profile: 'acme', labels: { room: 'r1' } }],\n"
    + "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r',\n\(keys) }] }"
}

private let hot = "on: { quantity: 'air_temperature_celsius' }"

extension SiteMistakeTests {
  static let conditions: [SiteMistake] = [
    SiteMistake(
      "work that loosens a limit", alarm("\(hot), high: 30, in_maintenance: { high: 31 }"),
      "5:80: alarms[0].in_maintenance.high: 31 is not below the limit of 30 that it tightens"),
    SiteMistake(
      "work that tightens what is not there",
      alarm("\(hot), high: 30, in_maintenance: { high_high: 31 }"),
      "5:85: alarms[0].in_maintenance.high_high: the rule has no `high_high` that could be tightened; add that first"
    ),
    SiteMistake(
      "work that tightens a limit beyond the next",
      alarm("\(hot), high_high: 40, high: 30, deadband: 1, in_maintenance: { high_high: 31 }"),
      "5:100: alarms[0].in_maintenance: during maintenance `high_high` would be 31 and `high` 30, which is no more apart than the deadband of 1"
    ),
    SiteMistake(
      "work that tightens nothing", alarm("\(hot), high: 30, in_maintenance: {}"),
      "5:72: alarms[0].in_maintenance: name a limit, such as `high: 40`"),
    SiteMistake(
      "work that loosens a rise",
      alarm("\(hot), rise: 5, within: '15m', in_maintenance: { rise: 5 }"),
      "5:94: alarms[0].in_maintenance.rise: 5 is not below the rise of 5 that it tightens"),
    SiteMistake(
      "work that tightens a flag",
      alarm("on: { quantity: 'leak_detected' }, is: true, in_maintenance: { high: 1 }"),
      "5:62: alarms[0].in_maintenance: `in_maintenance` is for limits, `rise` and `fall`; remove it"
    ),
    SiteMistake(
      "a rise without a window", alarm("\(hot), rise: 5"),
      #"4:10: alarms[0]: `within` is missing; add `within: "15m"`"#),
    SiteMistake(
      "a window without a rise", alarm("\(hot), high: 30, within: '15m'"),
      "5:64: alarms[0].within: `within` is for `rise`, `fall` and `after`"),
    SiteMistake(
      "a rise whose deadband is as wide", alarm("\(hot), rise: 5, within: '15m', deadband: 5"),
      "5:80: alarms[0].deadband: 5 is not below `rise`, which is 5, so the alarm would never return"
    ),
    SiteMistake(
      "a window of less than four readings", alarm("\(hot), rise: 5, within: '15s'"),
      "5:63: alarms[0].within: 15s is less than four readings, one every 5s; write at least 20s"),
    SiteMistake(
      "a rise of a flag", alarm("on: { quantity: 'leak_detected' }, rise: 1, within: '15m'"),
      "5:42: alarms[0].rise: `rise` needs a number, but leak_detected of a is a flag; write `is`"),
    SiteMistake(
      "a forecast of nothing", alarm("\(hot), forecast: { within: '10m', over: '5m' }"),
      "5:56: alarms[0].forecast: a forecast needs one limit, `high` or `low`"),
    SiteMistake(
      "a forecast that can never be",
      alarm(
        "on: { quantity: 'air_relative_humidity_ratio' }, forecast: { high: 80, within: '10m', over: '5m' }"
      ),
      "5:68: alarms[0].forecast.high: 80 can never be: air_relative_humidity_ratio goes from 0 to 1.05; for 80 % write 0.8"
    ),
    SiteMistake(
      "a deviation without partners",
      alarm("on: { device: 'a', point: 'temperature' }, deviates_by: 3"),
      "5:57: alarms[0].deviates_by: only one point is matched; name its partners in `from`"),
    SiteMistake(
      "partners of another quantity",
      alarm(
        "on: { device: 'a', point: 'temperature' }, deviates_by: 3, from: { quantity: 'leak_detected', device: 'b' }, high: 3"
      ),
      "4:10: alarms[0]: limits and `deviates_by` do not go together; write one rule for each"),
    SiteMistake(
      "hours of what is no time",
      alarm("\(hot), service: { every: '250h', last_at: '0s' }"),
      "5:55: alarms[0].service: `service` counts hours of running, but air_temperature_celsius of a is not in seconds"
    ),
    SiteMistake(
      "a date that is none", alarm("due: { on: '2025-02-30' }"),
      #"5:12: alarms[0].due.on: "2025-02-30" is no date; write one such as "2026-05-01""#),
    SiteMistake(
      "a date in two ways", alarm("due: { on: '2025-02-28', years: 3 }"),
      "5:6: alarms[0].due: `on` says the date; leave `since`, `years`, `months` and `days` away"),
    SiteMistake(
      "a due that says nothing", alarm("due: { since: '2025-02-28' }"),
      #"5:6: alarms[0].due: write `on: "2026-05-01"`, or `since: "2014-05-01"` with `years`, `months` or `days`"#
    ),
    SiteMistake(
      "a due of a device that is not there", alarm("due: { on: '2025-02-28', device: 'z' }"),
      #"5:34: alarms[0].due.device: no device "z"; known: a, b"#),
    SiteMistake(
      "a fact that has an `on` beside it", alarm("\(hot), when: { lost: 'a' }"),
      "5:5: alarms[0].on: `when` says by itself what it is about; leave `on` away"),
    SiteMistake(
      "a fact about nothing", alarm("when: { quantity: 'battery_charge_ratio', above: 0.3 }"),
      "5:7: alarms[0].when: matches no point: the site has no battery_charge_ratio; known: air_relative_humidity_ratio, air_temperature_celsius, device_state, leak_detected"
    ),
    SiteMistake(
      "two kinds of fact in one", alarm("when: { all: [{ lost: 'a' }], lost: 'b' }"),
      "5:7: alarms[0].when: `all` and `lost` stand in one fact; put one into the other with { … }"),
    SiteMistake(
      "an empty list of facts", alarm("when: { any: [] }"),
      #"5:14: alarms[0].when.any: the list is empty; write facts such as { quantity: "ups_on_battery", is: true }"#
    ),
    SiteMistake(
      "a vote that nobody can win",
      alarm("when: { at_least: 3, of: { quantity: 'leak_detected', is: true } }"),
      "5:19: alarms[0].when.at_least: 3 of 2 can never be; write at most 2"),
    SiteMistake(
      "a vote with an unknown degradation",
      alarm(
        "when: { at_least: 2, of: { quantity: 'leak_detected', is: true }, degraded: 'ignore' }"),
      #"5:77: alarms[0].when.degraded: unknown "ignore"; known: hold, reduce, count"#),
    SiteMistake(
      "a fact with two tests",
      alarm("when: { device: 'a', point: 'temperature', above: 3, below: 2 }"),
      "5:7: alarms[0].when: `above` and `below` do not go together; write two facts in `all`"),
    SiteMistake(
      "a sequence without an end", alarm("after: { lost: 'a' }, within: '15s'"),
      #"4:10: alarms[0]: `expect` is missing; add `expect: { quantity: "genset_state", is: "running" }`"#
    ),
    SiteMistake(
      "suppression of a hazard",
      alarm(
        "on: { quantity: 'leak_detected' }, is: true, suppress_when: { device: 'a', point: 'temperature', above: 5 }"
      ),
      "5:61: alarms[0].suppress_when: alarms of the kind leak are never suppressed; remove it"),
    SiteMistake(
      "an end of what does not begin", alarm("\(hot), high: 30, max_suppression: '1h'"),
      "5:73: alarms[0].max_suppression: `max_suppression` is for `suppress_when`; add that or remove this"
    ),
    SiteMistake(
      "`per` of a limit", alarm("\(hot), high: 30, per: 'room'"),
      "5:61: alarms[0].per: `per` is for `when`, `after` and `deviates_by`; others have one alarm for each point"
    ),
    SiteMistake(
      "`per` of a label that nothing has",
      alarm("per: 'rooms', when: { quantity: 'leak_detected', is: true }"),
      #"5:6: alarms[0].per: no device has a label "rooms"; did you mean `room`?"#),
    SiteMistake(
      "a group with a space", alarm("\(hot), high: 30, group: 'my {room}'"),
      #"5:63: alarms[0].group: bad group "my {room}"; use up to 64 letters, digits, `-`, `_`, `.`, and labels such as `{room}`"#
    ),
    SiteMistake(
      "a limit without its value", alarm("\(hot), high: { priority: 'high' }"),
      "5:52: alarms[0].high: `at` is missing; add `at: 32`"),
    SiteMistake(
      "an empty list of states", alarm("on: { quantity: 'device_state' }, is: []"),
      "5:39: alarms[0].is: the list is empty; write the names of states"),
    SiteMistake(
      "the name of an alarm of the topology",
      "{ site: 'x', alarms: [{ name: 'room_loss', priority: 'low', when: { lost: 'z' } }] }",
      "1:31: alarms[0].name: the alarm room_loss comes by itself; choose another name",
      #"1:75: alarms[0].when.lost: no device "z"; nothing is known here"#),
    SiteMistake(
      "a default that is not there",
      "{ site: 'x', alarm_defaults: { off: ['inlet_temprature'] } }",
      #"1:38: alarm_defaults.off[0]: no alarm "inlet_temprature" comes by itself; did you mean `inlet_temperature`?"#
    ),
    SiteMistake(
      "communication loss switched off",
      "{ site: 'x', alarm_defaults: { off: ['communication_loss'] } }",
      "1:38: alarm_defaults.off[0]: the alarm communication_loss cannot be switched off: a silent device is never normal"
    ),
    SiteMistake(
      "a design life that begins nowhere",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acme',\nasset: { design_life_years: 10 } }] }",
      "2:29: devices[0].asset.design_life_years: a design life begins when the device was installed; add `installed`"
    ),
    SiteMistake(
      "a service that follows nothing",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acme',\nasset: { service_days: 10 } }] }",
      "2:24: devices[0].asset.service_days: a service is due so long after the last; add `last_service`"
    ),
    SiteMistake(
      "a date that is no date",
      "{ site: 'x', devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acme',\nasset: { installed: '1.5.2014' } }] }",
      #"2:21: devices[0].asset.installed: "1.5.2014" is no date; write one such as "2026-05-01""#),
    SiteMistake(
      "an unknown manner of exposition", "{ site: 'x', exposition: { alarm_states: 'some' } }",
      #"1:42: exposition.alarm_states: unknown "some"; known: all, active"#),
  ]
}
