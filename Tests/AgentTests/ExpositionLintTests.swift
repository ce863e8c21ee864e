import Agent
import DeviceProfiles
import Exposition
import Testing

@Suite struct ExpositionLintTests {
  @Test("every family of the agent passes the metric lint")
  func lint() throws {
    let site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    let layout = try #require(site.agent.seriesLayout)
    #expect(MetricLint.problems(in: layout).map { "\($0)" } == [])
  }

  @Test("both formats carry the same series and parse strictly")
  func formats() throws {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(2))
    let names = ExpositionFormat.allCases.map { format in
      let bytes = site.agent.exposition(format: format, at: site.now)
      return Set(
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
          .filter { !$0.hasPrefix("#") })
    }
    #expect(names.count == 2)
    #expect(names[0] == names[1])
    #expect(names[0].contains { $0.hasPrefix("facility_device_info{device=\"ups-a\"") })
  }
}
