package import Readings

/// How a point without registers of its own is made of others.
package enum Computation: Hashable, Sendable {
  /// The dew point of air with that temperature (celsius) and relative humidity (ratio).
  case dewPoint(temperature: String, humidity: String)
  /// Set while any of the conditions holds.
  case anyOf([PointCondition])
  /// Set while the heartbeat of the device stands still. Only the agent, which has the time, knows.
  case staleHeartbeat

  /// The points that it is made of.
  package var sources: [String] {
    switch self {
    case .dewPoint(let temperature, let humidity): [temperature, humidity]
    case .anyOf(let conditions): conditions.map(\.point)
    case .staleHeartbeat: []
    }
  }

  /// The value, from those of the sources in their order.
  func outcome(of inputs: [Reading.Outcome]) -> Reading.Outcome {
    switch self {
    case .dewPoint: dewPoint(inputs)
    case .anyOf(let conditions): anyOf(conditions, inputs)
    case .staleHeartbeat: .none(.waitingForInitialData)
    }
  }

  private func dewPoint(_ inputs: [Reading.Outcome]) -> Reading.Outcome {
    var numbers: [Double] = []
    for input in inputs {
      switch input {
      case .value(.number(let number)): numbers.append(number)
      case .value: return .none(.configurationError)
      case .none(let reason): return .none(reason)
      }
    }
    guard numbers.count == 2 else { return .none(.configurationError) }
    return dewPointOfAir(temperature: numbers[0], relativeHumidity: numbers[1])
  }

  /// One that holds is enough; that none does is only known when all are known.
  private func anyOf(
    _ conditions: [PointCondition], _ inputs: [Reading.Outcome]
  ) -> Reading.Outcome {
    var unknown: NoData?
    for (condition, input) in zip(conditions, inputs) {
      switch input {
      case .none(let reason): unknown = unknown ?? reason
      case .value(let value):
        switch condition.holds(for: value) {
        case true?: return .value(.flag(true))
        case false?: break
        case nil: unknown = unknown ?? .configurationError
        }
      }
    }
    return unknown.map { .none($0) } ?? .value(.flag(false))
  }
}

/// A computed point of a profile, ready to be worked out.
package struct CompiledComputation: Sendable {
  /// Its place in `DeviceProfile.points`.
  package let place: Int
  /// The places of what it is made of.
  package let inputs: [Int]
  private let computation: Computation

  package func outcome(of inputs: [Reading.Outcome]) -> Reading.Outcome {
    computation.outcome(of: inputs)
  }

  /// Nil when a source is missing.
  init?(_ computation: Computation, at place: Int, in profile: DeviceProfile) {
    self.computation = computation
    self.place = place
    var inputs: [Int] = []
    for source in computation.sources {
      guard let input = profile.points.firstIndex(where: { $0.name == source }) else { return nil }
      inputs.append(input)
    }
    self.inputs = inputs
  }
}

extension DeviceProfile {
  /// The points that are worked out from others, in their order.
  package func computations() -> [CompiledComputation] {
    points.indices.compactMap { place in
      guard let computation = points[place].computation, !computation.sources.isEmpty else {
        return nil
      }
      return CompiledComputation(computation, at: place, in: self)
    }
  }

  /// Where the flag of a heartbeat that stands still is; nil when the profile has no heartbeat.
  package var staleHeartbeatPlace: Int? {
    points.firstIndex { $0.computation == .staleHeartbeat }
  }
}
