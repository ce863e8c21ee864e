package import Agent
package import ModbusLink
import Readings

/// Puts records on disk, on a thread of its own: what has gathered while the disk was busy is
/// written with one flush. While the disk fails, the records wait, and it is tried again.
package final class JournalThread: Sendable {
  private enum Item: Sendable {
    case record(JournalRecord)
    case stop
  }

  private let box: Mailbox<Item>
  private let stopping = Reply<Bool>()
  private let ended = Reply<Bool>()

  private static let retryMilliseconds = 1000

  /// - Parameter capacity: how many records may wait; more than the agent ever lets wait.
  package init(capacity: Int = Limits.journalThreadQueue) throws(SystemFailure) {
    box = try Mailbox(capacity: capacity)
  }

  /// Takes records to be written. Does not wait. Those that find no place are told of by
  /// `journalRefused`.
  package func take(_ records: [JournalRecord]) { box.post(contentsOf: records.map(Item.record)) }

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - append: puts all the records on disk or throws; returns when they are there.
  ///   - report: told `journalWritten`, `journalFailed` and `journalRefused`.
  package func start(
    append: @escaping @Sendable ([JournalRecord]) throws -> Void,
    report: @escaping @Sendable (AgentEvent) -> Void
  ) throws(SystemFailure) {
    let (box, stopping, ended) = (box, stopping, ended)
    try LinuxThread(name: "hw-journal") {
      Self.run(box, stopping: stopping, append: append, report: report)
      ended.fulfil(true)
    }.detach()
  }

  /// Writes what is there and ends. False when the disk does not let it end in time.
  package func stop(withinMilliseconds limit: Int) -> Bool {
    stopping.fulfil(true)
    box.post(.stop)
    return ended.wait(milliseconds: limit) ?? false
  }

  private static func run(
    _ box: Mailbox<Item>, stopping: Reply<Bool>, append: ([JournalRecord]) throws -> Void,
    report: (AgentEvent) -> Void
  ) {
    var isStopping = false
    var refused = 0
    while !isStopping {
      box.wait(milliseconds: -1)
      let more = box.refusedCount - refused
      refused += more
      var unwritten: [JournalRecord] = []
      for item in box.takeAll() {
        switch item {
        case .record(let record): unwritten.append(record)
        case .stop: isStopping = true
        }
      }
      // Until these are on disk nothing more is taken from the box, which bounds what waits.
      while let last = unwritten.last {
        do {
          try append(unwritten)
          report(.journalWritten(through: last.sequence))
          unwritten = []
        } catch {
          report(.journalFailed(reason: "\(error)"))
          if isStopping { break }
          isStopping = stopping.wait(milliseconds: retryMilliseconds) ?? false
        }
      }
      // After what came before them, so that it counts as written for what it is.
      if more > 0 { report(.journalRefused(count: more)) }
    }
  }
}
