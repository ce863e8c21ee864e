import DeviceProfiles
import Readings
import Registers
import Testing

@testable import Plant

@Suite("A hall")
struct HallTests {
  @Test("time in one piece and time in many pieces lead to the same hall")
  func slicingDoesNotMatter() {
    var whole = TestDevices.hall(seed: 7)
    var sliced = whole
    let events = [
      HallEvent(at: .seconds(3), action: .utility(isPresent: false, feeds: [0]), text: "lost")
    ]
    whole.schedule(events)
    sliced.schedule(events)
    whole.advance(to: .seconds(100))
    var random = SplitMix64(seed: 3)
    var time = Duration.zero
    while time < .seconds(100) {
      time += .milliseconds(Int64(random.next() % 1500))
      sliced.advance(to: min(time, .seconds(100)))
    }
    #expect(whole.ledger == sliced.ledger)
    #expect(whole.time == sliced.time)
    #expect(whole.rooms.map(\.storedHeat) == sliced.rooms.map(\.storedHeat))
    #expect(whole.takeHappenings() == sliced.takeHappenings())
  }

  @Test("the seed decides the noise and nothing else does")
  func seedDecides() {
    func energy(_ seed: UInt64) -> Double {
      var hall = TestDevices.hall(seed: seed)
      hall.advance(to: .seconds(60))
      return hall.ledger.utility
    }
    #expect(energy(4) == energy(4))
    #expect(energy(4) != energy(5))
  }

  @Test("feeds, rooms and places are read from the labels")
  func planFromLabels() {
    let hall = TestDevices.hall()
    #expect(hall.feedNames == ["A", "B"])
    #expect(hall.roomNames == ["power-a", "battery", "power-b", "yard", "hall"])
    #expect(hall.upses.map(\.feed) == [0, 1])
    #expect(hall.upses.map(\.battery.packs) == [[0, 1], [2, 3]])
    #expect(hall.probes.map(\.cell) == [0, 1, 2])
    #expect(hall.feeds.map(\.generator) == [0, 0])
  }

  @Test("a site without any label is still a hall that runs")
  func withoutLabels() {
    let devices = [
      TestDevices.device("ups", .ups), TestDevices.device("meter", .meter),
      TestDevices.device("probe", .environment),
    ]
    var hall = Hall(devices: devices, seed: 1)
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(to: .seconds(30))
    #expect(hall.upses[0].mode == .onBattery)
    #expect(hall.packs.count == 1)
  }

  @Test("a single probe is a hall too")
  func singleProbe() {
    let point = TestDevices.number("temperature", "air_temperature_celsius", address: 1)
    var hall = Hall(
      devices: [TestDevices.device("probe", .other, points: [point])], seed: 1)
    hall.advance(to: .seconds(600))
    guard
      case .words(let words) = hall.respond(
        device: 0, table: .holdingRegister, start: 1, count: 1)
    else {
      Issue.record("the probe refuses")
      return
    }
    #expect((180...300).contains(words[0]))
  }

  @Test("scheduled events come in the order of their time, at their time")
  func eventsInOrder() {
    var hall = TestDevices.hall()
    hall.schedule([
      HallEvent(at: .seconds(2), action: .marker, text: "second"),
      HallEvent(at: .seconds(1), action: .marker, text: "first"),
    ])
    hall.schedule([HallEvent(at: .seconds(2), action: .marker, text: "third")])
    hall.advance(to: .seconds(10))
    let seen = hall.takeHappenings()
    #expect(seen.map(\.text) == ["first", "second", "third"])
    #expect(seen.map(\.at) == [.seconds(1), .seconds(2), .seconds(2)])
  }

  @Test("a stuck sensor keeps its value, a drifting one leaves the truth")
  func sensorFaults() {
    let point = TestDevices.number("temperature", "air_temperature_celsius", address: 1)
    let devices = ["stuck", "drift"].map {
      TestDevices.device($0, .environment, points: [point])
    }
    var hall = Hall(devices: devices, seed: 1)
    func value(_ device: Int) -> Double {
      guard case .value(.number(let number)) = hall.outcome(device: device, point: 0) else {
        return .nan
      }
      return number
    }
    hall.perform(.sensor(.stuck, point: nil, devices: [0]))
    hall.perform(.sensor(.drift(perHour: 10), point: nil, devices: [1]))
    let (stuck, drifting) = (value(0), value(1))
    hall.advance(to: .seconds(3600))
    #expect(value(0) == stuck)
    #expect(abs(value(1) - drifting - 10) < 1)
    hall.perform(.sensor(.none, point: nil, devices: [0, 1]))
    #expect(abs(value(1) - drifting) < 1)
  }
}
