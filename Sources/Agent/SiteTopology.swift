/// What the site file says of space and power: which rooms there are, what feeds what, and which
/// devices stand in for each other. Everything is in the order of the file.
package struct SiteTopology: Hashable, Sendable {
  package var rooms: [Room]
  package var power: [PowerNode]
  package var redundancy: [RedundancyGroup]

  package init(
    rooms: [Room] = [], power: [PowerNode] = [], redundancy: [RedundancyGroup] = []
  ) {
    self.rooms = rooms
    self.power = power
    self.redundancy = redundancy
  }

  /// The room of a name; nil when the site file says nothing of it.
  package func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

  /// The feeds of the power chain, sorted.
  package var feeds: [String] { Set(power.map(\.feed).filter { !$0.isEmpty }).sorted() }

  /// What all power of a feed comes from in the end: the nodes that nothing feeds.
  package func sources(of feed: String) -> [PowerNode] {
    var reached: Set<String> = []
    var waiting = power.filter { $0.feed == feed }.map(\.name)
    while let name = waiting.popLast() {
      guard reached.insert(name).inserted else { continue }
      waiting += power.first { $0.name == name }?.fedBy ?? []
    }
    return power.filter { reached.contains($0.name) && $0.fedBy.isEmpty }
  }

  /// A room: the value of the device label `room`.
  package struct Room: Hashable, Sendable {
    package var name: String
    /// For people; the name when none was given.
    package var title: String
    package var building: String
    package var floor: String
    /// Nil when the site file does not say.
    package var use: Use?
    /// The class of the equipment in it; nil for that of the site.
    package var ashraeClass: ASHRAEClass?

    package init(
      name: String, title: String? = nil, building: String = "", floor: String = "",
      use: Use? = nil, ashraeClass: ASHRAEClass? = nil
    ) {
      self.name = name
      self.title = title ?? name
      self.building = building
      self.floor = floor
      self.use = use
      self.ashraeClass = ashraeClass
    }

    /// What a room is for.
    package enum Use: String, Hashable, Sendable, CaseIterable {
      case equipment = "it"
      case battery
      case electrical
      case generator
      case plant
      case tape
      case other
    }
  }

  /// One part of the power chain. Several devices may measure it, or none.
  package struct PowerNode: Hashable, Sendable {
    package var name: String
    package var title: String
    package var kind: Kind
    /// Such as A or B; empty when it belongs to no feed.
    package var feed: String
    /// Where it stands, or what it supplies; empty when the site file does not say.
    package var room: String
    /// The nodes that can feed it, the preferred one first.
    package var fedBy: [String]
    /// The devices that measure it, by name.
    package var devices: [String]
    /// When it gives no power; nil for what its quantities tell by themselves.
    package var deadWhen: FactRule?

    package init(
      name: String, title: String? = nil, kind: Kind, feed: String = "", room: String = "",
      fedBy: [String] = [], devices: [String] = []
    ) {
      self.name = name
      self.title = title ?? name
      self.kind = kind
      self.feed = feed
      self.room = room
      self.fedBy = fedBy
      self.devices = devices
    }

    /// What the node is.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case utility
      case generator
      case transformer
      case switchboard
      case transfer
      case ups
      case battery
      case pdu
      case load
      case cooling
      case other
    }
  }

  /// Devices that stand in for each other, and how many of them may be missing.
  package struct RedundancyGroup: Hashable, Sendable {
    package var name: String
    package var scheme: Scheme
    package var members: [Member]
    /// What makes a member useless besides the loss of its devices; nil for what its quantities
    /// tell by themselves.
    package var lostWhen: FactRule?
    /// How much each UPS may carry so that the others can take over, as a part of 1; nil for what
    /// the scheme leaves.
    package var maximumLoad: Double?

    package init(
      name: String, scheme: Scheme, members: [Member], lostWhen: FactRule? = nil,
      maximumLoad: Double? = nil
    ) {
      self.name = name
      self.scheme = scheme
      self.members = members
      self.lostWhen = lostWhen
      self.maximumLoad = maximumLoad
    }

    /// From this part of the limit on it is said that the limit comes near: loads are seldom shared
    /// evenly.
    package static let loadWarning = 0.8

    /// How much each member may carry: with 2N half, because one side takes the load of both when
    /// the other fails. Nil where nothing stands in for anything.
    package var loadLimit: Double? {
      guard needed < members.count, needed > 0 else { return nil }
      return maximumLoad ?? Double(needed) / Double(members.count)
    }

    /// How many members the load needs.
    package var needed: Int {
      switch scheme {
      case .needsAll: members.count
      case .oneSpare: members.count - 1
      case .twoSpare: members.count - 2
      case .doubled: members.count / 2
      }
    }

    package struct Member: Hashable, Sendable {
      /// A device or a node of the power chain.
      package var name: String
      /// Its devices, by name.
      package var devices: [String]

      package init(name: String, devices: [String]) {
        self.name = name
        self.devices = devices
      }
    }

    package enum Scheme: String, Hashable, Sendable, CaseIterable {
      case needsAll = "N"
      case oneSpare = "N+1"
      case twoSpare = "N+2"
      case doubled = "2N"
    }
  }
}

/// The classes of ASHRAE TC 9.9, Thermal Guidelines, 5th edition: what the air at the inlet of the
/// equipment may be.
package enum ASHRAEClass: String, Hashable, Sendable, CaseIterable {
  case a1 = "A1"
  case a2 = "A2"
  case a3 = "A3"
  case a4 = "A4"
  case h1 = "H1"
}
