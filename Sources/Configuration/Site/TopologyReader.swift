import Agent
import DeviceProfiles

/// Reads the object `topology`: rooms, the power chain, and what stands in for what.
struct TopologyReader {
  let devices: DeviceList
  let index: SeriesIndex

  func read(_ value: ValueReader?) -> SiteTopology {
    var topology = SiteTopology()
    _ = value?.object { reader in
      let rooms = reader.optional("rooms")?.members() ?? []
      topology.rooms = rooms.prefix(Limits.rooms).compactMap { readRoom($0.key, $0.value) }
      let power = reader.optional("power")?.members() ?? []
      topology.power = power.prefix(Limits.powerNodes).compactMap {
        readNode($0.key, $0.value, names: power.map(\.key))
      }
      let groups = reader.optional("redundancy")?.members() ?? []
      topology.redundancy = groups.prefix(Limits.redundancyGroups).compactMap {
        readGroup($0.key, $0.value, topology.power)
      }
      checkCounts(reader, rooms.count, power.count, groups.count)
      checkLoops(power, topology.power)
    }
    return topology
  }

  private func checkCounts(_ reader: ObjectReader, _ rooms: Int, _ nodes: Int, _ groups: Int) {
    for (key, count, most) in [
      ("rooms", rooms, Limits.rooms), ("power", nodes, Limits.powerNodes),
      ("redundancy", groups, Limits.redundancyGroups),
    ] where count > most {
      reader.optional(key)?.report("\(count) entries; at most \(most) are possible")
    }
  }

  // MARK: Rooms

  private var roomNames: [String] { Set(devices.settings.compactMap(\.room)).sorted() }

  private func readRoom(_ name: String, _ value: ValueReader) -> SiteTopology.Room? {
    if devices.isComplete, !roomNames.contains(name) {
      value.warn(
        "no device has the label room = \(quoted(name)); " + suggestion(for: name, among: roomNames)
      )
    }
    return value.object { reader in
      SiteTopology.Room(
        name: name, title: words(reader, "title"), building: words(reader, "building") ?? "",
        floor: words(reader, "floor") ?? "", use: reader.optional("use")?.choice(),
        ashraeClass: reader.optional("ashrae_class")?.choice())
    }
  }

  private func words(_ reader: ObjectReader, _ key: String) -> String? {
    guard let value = reader.optional(key), let text = value.nonEmptyString() else { return nil }
    if text.utf8.count > Limits.labelValueBytes {
      value.report("longer than \(Limits.labelValueBytes) bytes; shorten it")
    }
    return text
  }

  // MARK: Power

  private func readNode(
    _ name: String, _ value: ValueReader, names: [String]
  ) -> SiteTopology.PowerNode? {
    value.object { reader -> SiteTopology.PowerNode? in
      let kind: SiteTopology.PowerNode.Kind? =
        reader.required("kind", example: "\"ups\"")?.choice()
      let fedBy = list(reader.optional("fed_by"), known: names, what: "node of the power chain")
      if fedBy.contains(name) {
        reader.optional("fed_by")?.report("\(name) feeds itself; name what comes before it")
      }
      let room = words(reader, "room") ?? ""
      if !room.isEmpty, devices.isComplete, !roomNames.contains(room) {
        reader.optional("room")?.warn(
          "no device has the label room = \(quoted(room)); "
            + suggestion(for: room, among: roomNames))
      }
      let deadWhen = reader.optional("dead_when").map {
        FactReader(devices: devices, index: index).read($0)
      }
      if deadWhen != nil, !fedBy.isEmpty {
        reader.optional("dead_when")?.report(
          "`dead_when` is for sources, and \(name) is fed by others; say it of those")
      }
      var node = SiteTopology.PowerNode(
        name: name, title: words(reader, "title"), kind: kind ?? .other,
        feed: words(reader, "feed") ?? "", room: room, fedBy: fedBy,
        devices: list(reader.optional("devices"), known: devices.names, what: "device"))
      node.deadWhen = deadWhen ?? nil
      return kind == nil ? nil : node
    } ?? nil
  }

  /// Power that goes in a circle comes from nowhere.
  private func checkLoops(
    _ members: [(key: String, value: ValueReader)], _ nodes: [SiteTopology.PowerNode]
  ) {
    var isReported = false
    for node in nodes where !isReported {
      var reached: Set<String> = []
      var waiting = node.fedBy
      while let next = waiting.popLast() {
        if next == node.name, !node.fedBy.contains(node.name) {
          members.first { $0.key == node.name }?.value.report(
            "\(node.name) is fed by itself through others; a source has no `fed_by`")
          isReported = true
          break
        }
        guard reached.insert(next).inserted else { continue }
        waiting += nodes.first { $0.name == next }?.fedBy ?? []
      }
    }
  }

  private func list(_ value: ValueReader?, known: [String], what: String) -> [String] {
    (value?.array() ?? []).compactMap { element in
      guard let name = element.nonEmptyString() else { return nil }
      guard known.contains(name) else {
        element.report("no \(what) \(quoted(name)); " + suggestion(for: name, among: known))
        return nil
      }
      return name
    }
  }

  // MARK: Redundancy

  private func readGroup(
    _ name: String, _ value: ValueReader, _ power: [SiteTopology.PowerNode]
  ) -> SiteTopology.RedundancyGroup? {
    let plainName = isPlainName(name)
    if !plainName { value.report("bad name \(quoted(name)); use letters, digits, `-`, `_`, `.`") }
    return value.object { reader -> SiteTopology.RedundancyGroup? in
      let scheme: SiteTopology.RedundancyGroup.Scheme? =
        reader.required("scheme", example: "\"N+1\"")?.choice()
      let known = devices.names + power.map(\.name)
      let names = list(
        reader.required("members", example: "[\"ups-a\", \"ups-b\"]"), known: known,
        what: "device or node of the power chain")
      let lostWhen = reader.optional("lost_when").map {
        FactReader(devices: devices, index: index).read($0)
      }
      guard let scheme, lostWhen.map({ $0 != nil }) ?? true, plainName else { return nil }
      let group = SiteTopology.RedundancyGroup(
        name: name, scheme: scheme, members: names.map { member($0, power) },
        lostWhen: lostWhen ?? nil, maximumLoad: reader.optional("max_load")?.number(in: 0.01...1))
      if group.scheme == .needsAll {
        reader.optional("max_load")?.report(
          "`max_load` leaves room for a member that fails, and with N none may; remove it")
      }
      checkSize(group, reader)
      warnOfSharing(group, reader)
      return group
    } ?? nil
  }

  private func member(
    _ name: String, _ power: [SiteTopology.PowerNode]
  ) -> SiteTopology.RedundancyGroup.Member {
    .init(
      name: name,
      devices: devices.names.contains(name)
        ? [name] : power.first { $0.name == name }?.devices ?? [])
  }

  private func checkSize(_ group: SiteTopology.RedundancyGroup, _ reader: ObjectReader) {
    let count = group.members.count
    let least =
      switch group.scheme {
      case .needsAll: 1
      case .oneSpare, .doubled: 2
      case .twoSpare: 3
      }
    let members = reader.optional("members")
    if count < least {
      members?.report(
        "\(group.scheme.rawValue) needs at least \(least) members, and there are \(count)")
    } else if group.scheme == .doubled, count % 2 == 1 {
      members?.report("2N needs an even number of members, and there are \(count)")
    }
    for member in group.members where member.devices.isEmpty {
      members?.report("\(member.name) has no device, so nothing tells whether it works")
    }
  }

  /// Members that burn together are no redundancy.
  private func warnOfSharing(_ group: SiteTopology.RedundancyGroup, _ reader: ObjectReader) {
    guard group.scheme != .needsAll else { return }
    var roomOf: [String: String] = [:]
    for member in group.members {
      let rooms = member.devices.compactMap { name in
        devices.settings.first { $0.name == name }?.room
      }
      for room in Set(rooms).sorted() {
        if let other = roomOf[room], other != member.name, group.scheme == .doubled {
          reader.warn("\(other) and \(member.name) share the room \(room): one fire takes both")
          return
        }
        roomOf[room] = member.name
      }
    }
  }
}

/// Whether a name may stand in identifiers.
private func isPlainName(_ name: String) -> Bool {
  !name.isEmpty && name.utf8.count <= Limits.nameBytes
    && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.".utf8.contains($0) }
}
