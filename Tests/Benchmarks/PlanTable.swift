import Configuration
import DeviceProfiles
import Foundation
import Polling

/// How many requests a cycle of each family takes, against one for each point.
struct PlanTable {
  func run() throws {
    print("Requests per cycle of each family of the catalogue, as planned")
    print(
      "family                          points   TCP usual   full   RTU usual   full   one a point")
    let tcp = LineSettings.Medium.tcp(host: "", port: 502)
    let serial = LineSettings.Medium.serial(SerialSettings(path: ""))
    var (points, overTCP, overRTU) = (0, 0, 0)
    for profile in ProfileCatalogue.load() {
      let items = profile.pollItems()
      let perPoint = profile.points.count { $0.span != nil && $0.pace != .once }
      let (usual, full) = requests(of: profile, over: tcp)
      let (usualRTU, fullRTU) = requests(of: profile, over: serial)
      (points, overTCP, overRTU) = (points + perPoint, overTCP + full, overRTU + fullRTU)
      print(
        profile.name.padding(toLength: 30, withPad: " ", startingAt: 0)
          + String(
            format: "%8d %11d %6d %11d %6d %13d", items.count, usual, full, usualRTU, fullRTU,
            perPoint))
    }
    print(
      String(
        format: "all: %d points, %d requests over TCP (%.1f points each), %d over RTU (%.1f)\n",
        points, overTCP, Double(points) / Double(overTCP), overRTU,
        Double(points) / Double(overRTU)))
  }

  private func requests(
    of profile: DeviceProfile, over medium: LineSettings.Medium
  ) -> (usual: Int, full: Int) {
    let plan = CyclePlan(
      items: profile.polledItems,
      contract: profile.contract,
      cost: ReadCost(medium: medium, gap: profile.contract.gap(on: medium.framing)))
    return (
      plan.requests(CyclePlan.Kind()).count, plan.requests(CyclePlan.Kind(includesSlow: true)).count
    )
  }
}
