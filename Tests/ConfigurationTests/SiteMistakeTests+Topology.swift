/// A site with this topology on line 2 and two devices, `a` and `b`.
private func topology(_ keys: String) -> String {
  "{ site: 'x', topology: {\n\(keys) },\n"
    + "devices: [{ name: 'a', endpoint: 'tcp://h', profile: 'acme', labels: { room: 'r1' } },\n"
    + "{ name: 'b', endpoint: 'tcp://i', profile: 'acme', labels: { room: 'r2' } }] }"
}

extension SiteMistakeTests {
  static let topologies: [SiteMistake] = [
    SiteMistake(
      "a room of unknown use", topology("rooms: { r1: { use: 'batery' } }"),
      #"2:21: topology.rooms.r1.use: unknown "batery"; did you mean `battery`?"#),
    SiteMistake(
      "an unknown ASHRAE class", topology("rooms: { r1: { ashrae_class: 'B7' } }"),
      #"2:30: topology.rooms.r1.ashrae_class: unknown "B7"; known: A1, A2, A3, A4, H1"#),
    SiteMistake(
      "a node without a kind", topology("power: { p: { feed: 'A' } }"),
      #"2:13: topology.power.p: `kind` is missing; add `kind: "ups"`"#),
    SiteMistake(
      "a node fed by nobody known",
      topology("power: { p: { kind: 'ups', fed_by: ['utilty'] }, utility: { kind: 'utility' } }"),
      #"2:37: topology.power.p.fed_by[0]: no node of the power chain "utilty"; did you mean `utility`?"#
    ),
    SiteMistake(
      "a node that feeds itself", topology("power: { p: { kind: 'ups', fed_by: ['p'] } }"),
      "2:36: topology.power.p.fed_by: p feeds itself; name what comes before it"),
    SiteMistake(
      "power that goes in a circle",
      topology("power: { p: { kind: 'ups', fed_by: ['q'] }, q: { kind: 'pdu', fed_by: ['p'] } }"),
      "2:13: topology.power.p: p is fed by itself through others; a source has no `fed_by`"),
    SiteMistake(
      "a node measured by a device that is not there",
      topology("power: { p: { kind: 'ups', devices: ['ups-9'] } }"),
      #"2:38: topology.power.p.devices[0]: no device "ups-9"; known: a, b"#),
    SiteMistake(
      "a group that is too small", topology("redundancy: { g: { scheme: 'N+1', members: ['a'] } }"),
      "2:44: topology.redundancy.g.members: N+1 needs at least 2 members, and there are 1"),
    SiteMistake(
      "2N of an odd number",
      topology(
        "power: { p: { kind: 'ups', devices: ['a'] } },\n"
          + "redundancy: { g: { scheme: '2N', members: ['a', 'b', 'p'] } }"),
      "3:43: topology.redundancy.g.members: 2N needs an even number of members, and there are 3"),
    SiteMistake(
      "a member that nothing measures",
      topology(
        "power: { p: { kind: 'ups' } },\nredundancy: { g: { scheme: 'N', members: ['p'] } }"),
      "3:42: topology.redundancy.g.members: p has no device, so nothing tells whether it works"),
    SiteMistake(
      "a member that is not there",
      topology("redundancy: { g: { scheme: 'N', members: ['c', 'a'] } }"),
      #"2:43: topology.redundancy.g.members[0]: no device or node of the power chain "c"; known: a, b"#
    ),
    SiteMistake(
      "a fact that tests nothing",
      topology("redundancy: { g: { scheme: 'N', members: ['a'], lost_when: { device: 'a' } } }"),
      "2:60: topology.redundancy.g.lost_when: the fact tests nothing; add `above`, `below`, `is` or `is_not`"
    ),
  ]
}
