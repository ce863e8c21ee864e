package import Readings
import Registers

/// What of the learned limits outlives a restart: the facts and how often each was found. When each
/// is put to the test begins anew.
extension LearnedLimits {
  /// A fact, and how many times in a row it was found.
  package struct Lesson: Hashable, Sendable {
    package var fact: Fact
    package var findings: Int

    package init(_ fact: Fact, findings: Int) {
      self.fact = fact
      self.findings = findings
    }
  }

  /// The facts in the order in which they were learned.
  package var lessons: [Lesson] { entries.map { Lesson($0.fact, findings: $0.findings) } }

  /// Limits that were learned before the start. While the agent was away anything may have changed,
  /// so each is tested soon; if the device insists, the next test waits as long as it would have.
  init(resuming lessons: [Lesson], at start: Instant) {
    for lesson in lessons {
      let entry = Entry(
        fact: lesson.fact, findings: max(1, lesson.findings),
        until: start + .nanoseconds(Int64(PollLimits.shortestProbation)), isOnTrial: false)
      if !entries.contains(where: { $0.fact.isAbout(lesson.fact) }) { entries.append(entry) }
    }
  }
}

extension Poller {
  /// Goes on with what an earlier run learned of a device, so that it is not asked again at once for
  /// what it refuses. For use before the first event. What no longer concerns a point of the device
  /// is left out.
  package mutating func resume(
    _ lessons: [LearnedLimits.Lesson], of device: DeviceIndex, at start: Instant
  ) {
    let items = devices[device.rawValue].items.map(\.span)
    let concerned = lessons.filter { lesson in
      switch lesson.fact {
      case .refused(let span, _): items.contains(span)
      case .silent(let span): items.contains { span.contains($0) }
      case .hole, .maximum: true
      }
    }
    guard !concerned.isEmpty else { return }
    let limits = LearnedLimits(resuming: concerned, at: start)
    learned[device.rawValue] = limits
    states[device.rawValue].needsPlan = true
    states[device.rawValue].trialAt = limits.nextTrial?.nanoseconds ?? .max
  }
}
