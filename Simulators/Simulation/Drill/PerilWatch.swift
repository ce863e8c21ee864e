package import Agent
import Alarms
package import Plant
import Readings

/// What was wrong in the plant during a story, by its own physics, and the first alarm that tells of
/// each: what is left without one nobody would have noticed.
///
/// It plays the story once more without an agent, so it is the same for a drill in virtual time and
/// for one on sockets.
package struct PerilWatch: Sendable {
  /// A peril from when to when.
  package struct Spell: Hashable, Sendable {
    package var peril: HallPeril
    /// Since the start of the simulation.
    package var from: Duration
    /// Nil while it lasts at the end of the story.
    package var until: Duration?
    /// The devices that could tell of it.
    package var witnesses: [String]
  }

  package let spells: [Spell]

  /// How often the plant is looked at.
  private static let pace = Duration.seconds(1)
  /// What is over sooner is for nobody to be told of.
  private static let shortest = Duration.seconds(5)

  package init(_ scenario: Scenario, settings: AgentSettings, seed: UInt64) {
    var hall = Hall(simulating: settings, seed: seed)
    hall.schedule(scenario.events)
    var begun: [HallPeril: Duration] = [:]
    var found: [Spell] = []
    func add(_ peril: HallPeril, _ from: Duration, _ until: Duration?) {
      if let until, until - from < Self.shortest { return }
      found.append(
        Spell(
          peril: peril, from: from, until: until,
          witnesses: hall.witnesses(of: peril.place).map { settings.devices[$0].name }))
    }
    var time = Duration.zero
    while time < scenario.duration {
      time += Self.pace
      hall.advance(to: time)
      let now = hall.perils
      for (peril, from) in begun where !now.contains(peril) {
        begun[peril] = nil
        add(peril, from, time)
      }
      for peril in now where begun[peril] == nil { begun[peril] = time }
    }
    for (peril, from) in begun { add(peril, from, nil) }
    spells = found.sorted {
      ($0.from, $0.peril.place.text, $0.peril.kind.rawValue)
        < ($1.from, $1.peril.place.text, $1.peril.kind.rawValue)
    }
  }
}
