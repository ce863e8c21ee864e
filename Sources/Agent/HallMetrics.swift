import Alarms
import DeviceProfiles
import Exposition
import Polling
import Readings
import Registers

/// The exposition of the agent: which series there are, and what each says now.
///
/// Series are numbered once, when the agent is made. A scrape fills one array in the same order
/// and hands both to the encoder.
struct HallMetrics: Sendable {
  let layout: SeriesLayout
  private let plant: [PlantSeries]
  /// By device, what it says of itself.
  let infoPoints: [[InfoPoint]]

  /// A point whose text becomes a label, not a series.
  struct InfoPoint: Sendable {
    /// The point's place in the profile.
    var place: Int
    var label: String
  }

  /// - Throws: `ExpositionError` when two series are the same.
  init(describing agent: Agent) throws(ExpositionError) {
    var builder = SeriesLayout.Builder()
    var plant: [PlantSeries] = []
    for (index, device) in agent.settings.devices.enumerated() {
      for (place, point) in device.profile.points.enumerated() {
        let pointIndex = agent.points.point(place, of: DeviceIndex(rawValue: index))
        for definition in point.series where definition.quantity.kind != .info {
          for (state, series) in PlantSeries.all(of: definition, point: pointIndex) {
            _ = try builder.series(
              MetricFamily(definition.quantity),
              device.seriesLabels + definition.labels.map { (name: $0.name, value: $0.value) }
                + (state.map { [(name: "state", value: $0)] } ?? []))
            plant.append(series)
          }
        }
      }
    }
    var sink = LayoutSink(builder: builder)
    OwnSeries.walk(agent, at: agent.startedAt, into: &sink)
    if let failure = sink.failure { throw failure }
    layout = try sink.builder.finish()
    self.plant = plant
    infoPoints = agent.settings.devices.map { device in
      device.profile.points.enumerated().compactMap { place, point in
        point.infoLabel.map { InfoPoint(place: place, label: $0) }
      }
    }
  }

  /// What every series says at an instant; `SampleValue.absent` where there is nothing to say.
  func values(of agent: Agent, at now: Instant) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(layout.count)
    let freshness = agent.settings.devices.indices.map {
      agent.freshness(of: DeviceIndex(rawValue: $0), at: now)
    }
    for series in plant {
      let limits = freshness[agent.points.device(of: series.point).rawValue].shown
      let cutoff = limits[agent.points.pace(of: series.point)]
      if case .whole = series.test,
        let number = agent.readings.number(series.point, takenSince: cutoff)
      {
        values.append(number)
      } else {
        let reading = agent.readings.reading(series.point, takenSince: cutoff)
        values.append(series.number(of: reading) ?? SampleValue.absent)
      }
    }
    var sink = ValueSink(values: values)
    OwnSeries.walk(agent, at: now, into: &sink)
    return sink.values
  }
}

extension DeviceSettings {
  /// What every plant series of the device carries.
  var seriesLabels: [(name: String, value: String)] {
    [(name: "device", value: name)] + labels.map { (name: $0.name, value: $0.value) }
  }
}

/// Takes series one after another, always in the same order.
protocol SeriesSink {
  mutating func put(
    _ family: MetricFamily, _ labels: @autoclosure () -> [(name: String, value: String)],
    _ value: @autoclosure () -> Double)
}

/// Numbers the series.
private struct LayoutSink: SeriesSink {
  var builder: SeriesLayout.Builder
  var failure: ExpositionError?

  init(builder: SeriesLayout.Builder) { self.builder = builder }

  mutating func put(
    _ family: MetricFamily, _ labels: @autoclosure () -> [(name: String, value: String)],
    _ value: @autoclosure () -> Double
  ) {
    guard failure == nil else { return }
    do throws(ExpositionError) {
      _ = try builder.series(family, labels())
    } catch {
      failure = error
    }
  }
}

/// Fills in what they say.
private struct ValueSink: SeriesSink {
  var values: [Double]

  mutating func put(
    _ family: MetricFamily, _ labels: @autoclosure () -> [(name: String, value: String)],
    _ value: @autoclosure () -> Double
  ) {
    values.append(value())
  }
}
