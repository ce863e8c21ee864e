import Agent
import Configuration
import Testing

/// A site of three probes in two rooms, with these keys besides.
func alarmSite(_ keys: String) -> String {
  """
  { site: "x",
    devices: [
      { name: "a", endpoint: "tcp://h", profile: "acme", labels: { room: "r1", aisle: "cold" } },
      { name: "b", endpoint: "tcp://i", profile: "acme", labels: { room: "r2", aisle: "cold" } },
      { name: "c", endpoint: "tcp://j", profile: "acme", labels: { room: "r2", aisle: "hot" } },
    ],
    \(keys) }
  """
}

/// The settings of that site, which must have no mistake.
func loadAlarmSite(_ keys: String) throws -> AgentSettings {
  let (site, problems) = loadSite(alarmSite(keys))
  #expect(problems.map(\.description) == [])
  return try #require(site).settings
}
