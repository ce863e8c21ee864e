import Agent

/// A mistake put into a simulation on purpose, to see that a checker finds it.
package enum PlantedDefect: Sendable {
  /// One answer in twenty has a bit turned over after the plant has said what it holds, as a wrong
  /// decoder would have it.
  case wrongBits
  /// The agent believes that values may be a hundred times as old as its site file says.
  case forgetsAge
  /// Devices that are lost seem to answer, with whatever the plant holds.
  case forgedAnswers

  func spoiled(_ settings: AgentSettings) -> AgentSettings {
    guard case .forgetsAge = self else { return settings }
    var spoiled = settings
    for index in spoiled.devices.indices { spoiled.devices[index].maximumAge *= 100 }
    return spoiled
  }

  func spoil(_ dataUnit: inout [UInt8], number: Int) {
    guard case .wrongBits = self, number % 20 == 0, dataUnit.count > 3, dataUnit[0] < 0x80 else {
      return
    }
    dataUnit[3] ^= 0x10
  }
}
