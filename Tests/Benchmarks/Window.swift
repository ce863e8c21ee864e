import Foundation

/// What a process did to a farm within a few seconds.
struct Window {
  var microsecondsPerPoll: Double
  /// Share of one core.
  var core: Double
  /// Polls begun, of those that were asked for.
  var done: Double
  var report: Farm.Report

  /// - Parameter devices: how many are alive, each asked for once a second.
  init(
    of child: Child, on farm: Farm, devices: Int, seconds: Double, settling: Double = 2
  ) throws {
    Thread.sleep(forTimeInterval: settling)
    _ = try farm.report()
    let time = try child.processorSeconds()
    let start = ContinuousClock.now
    Thread.sleep(forTimeInterval: seconds)
    report = try farm.report()
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let spent = try child.processorSeconds() - time
    microsecondsPerPoll = spent / report.polls * 1e6
    core = spent / elapsed
    done = report.polls / (Double(devices) * elapsed)
  }
}
