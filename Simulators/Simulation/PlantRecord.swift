import DeviceProfiles
package import Plant
package import Readings
package import Registers

/// What a device held when it answered: the truth against which the agent is checked.
package struct PlantRecord: Sendable {
  package let device: Int
  package let span: RegisterSpan
  /// The points that lie wholly in the span, by place in the profile, and what they said.
  package let outcomes: [(point: Int, outcome: Reading.Outcome)]

  package init(of device: Int, request: ReadRequest, hall: Hall, at: Instant) {
    self.device = device
    span = request.span
    let points = hall.devices[device].profile.points
    outcomes = points.indices.filter { points[$0].span.map(request.span.contains) ?? false }
      .map { ($0, hall.outcome(device: device, point: $0)) }
  }
}
