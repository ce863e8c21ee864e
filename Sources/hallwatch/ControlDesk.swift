import Agent
import Alarms
import Configuration
import Control
import ModbusLink
import Runtime

/// What may be asked of the running agent over its control socket, and what each verb does.
struct ControlDesk: Sendable {
  private let running: RunningAgent
  /// Takes orders for another configuration; nil where there is no site file to read anew.
  private let reload: (@Sendable (ReloadOrder) -> Bool)?
  /// The settings in effect, without secrets.
  private let configuration: @Sendable () -> String

  init(
    _ running: RunningAgent, configuration: @escaping @Sendable () -> String = { "" },
    reload: (@Sendable (ReloadOrder) -> Bool)? = nil
  ) {
    self.running = running
    self.configuration = configuration
    self.reload = reload
  }

  /// How long the control thread waits for the loop, which answers within a turn.
  private static let patience = 2000

  var verbs: [ControlVerb] {
    [
      view("hello") { call in
        .now(
          .done(
            .object([
              ("version", .text(BuildFacts.version)), ("user", .text(call.caller.name)),
              ("role", .text(call.role?.rawValue ?? "")),
            ])))
      },
      view("alarms.list") { [running] call in
        let all = call.request.flag("all")
        guard let agent = running.snapshot(withinMilliseconds: Self.patience) else {
          return .now(.failed("the agent's loop does not answer"))
        }
        return .now(.done(agent.alarmList(all: all, at: MonotonicClock.now)))
      },
      view("journal") { call in Self.records(call.request) },
      view("status") { [running] _ in
        guard let agent = running.snapshot(withinMilliseconds: Self.patience) else {
          return .now(.failed("the agent's loop does not answer"))
        }
        return .now(.done(agent.statusReport(at: MonotonicClock.now)))
      },
      view("config") { [configuration] _ in .now(.done(.text(configuration()))) },
      reloadVerb,
      act("alarms.ack") { id, _ in .acknowledge(id) },
      act("alarms.reset") { id, _ in .reset(id) },
      act("alarms.unshelve") { id, _ in .unshelve(id) },
      act("alarms.out-of-service") { id, _ in .removeFromService(id) },
      act("alarms.return") { id, _ in .returnToService(id) },
      act("alarms.shelve") { id, request throws(ControlRequest.Mistake) in
        guard let duration = request.text("for").flatMap(parseDuration) else {
          throw ControlRequest.Mistake(message: "`for` must be a duration such as \"2h\"")
        }
        return .shelve(id, for: duration)
      },
      act("alarms.maintenance-start") { name, request throws(ControlRequest.Mistake) in
        guard let duration = request.text("for").flatMap(parseDuration) else {
          throw ControlRequest.Mistake(message: "`for` must be a duration such as \"2h\"")
        }
        let scope = MaintenanceScope(
          name: name, devices: Self.names(request.text("devices")),
          rooms: Self.names(request.text("rooms")))
        return .startMaintenance(scope, for: duration)
      },
      act("alarms.maintenance-end") { name, _ in .endMaintenance(name) },
    ]
  }

  /// Brings the site file into force as it is now. Answered when that is on record.
  private var reloadVerb: ControlVerb {
    ControlVerb(
      "reload", .operate,
      refuse: { [running] call, reason in
        running.post(.viewRefused(verb: "reload", user: call.caller.name, because: reason))
        return .now(.refused(reason))
      },
      run: { [reload] call in
        guard let reload else {
          return .now(.refused("this agent was not started from a site file"))
        }
        var order = ReloadOrder(by: call.caller.name, ticket: call.ticket)
        if call.request.flag("no_rollback") {
          order.trial = nil
        } else if let text = call.request.text("watch") {
          guard let watch = parseDuration(text), watch > .zero, watch <= .seconds(900) else {
            return .now(.invalid("`watch` must be a duration up to \"15m\""))
          }
          order.trial = watch
        }
        return reload(order) ? .later : .now(.failed("too many orders wait"))
      })
  }

  /// The names of a list with commas.
  private static func names(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map(String.init)
  }

  /// Puts on record that somebody called who may nothing at all.
  func turnedAway(_ caller: ControlCaller) {
    running.post(
      .viewRefused(verb: "connect", user: caller.name, because: "may neither view nor operate"))
  }

  private func view(
    _ name: String, _ run: @escaping @Sendable (ControlCall) -> ControlResponse
  ) -> ControlVerb {
    ControlVerb(
      name, .view,
      refuse: { [running] call, reason in
        running.post(.viewRefused(verb: name, user: call.caller.name, because: reason))
        return .now(.refused(reason))
      }, run: run)
  }

  /// A verb that does something to an alarm. The agent answers, also when the caller may not.
  private func act(
    _ name: String,
    _ kind:
      @escaping @Sendable (String, ControlRequest) throws(ControlRequest.Mistake) ->
      OperatorAct.Kind
  ) -> ControlVerb {
    let act: @Sendable (ControlCall) throws(ControlRequest.Mistake) -> OperatorAct = {
      call throws(ControlRequest.Mistake) in
      guard let id = call.request.text("id"), !id.isEmpty else {
        throw ControlRequest.Mistake(message: "`id` is missing: the identifier of an alarm")
      }
      let reason = call.request.text("reason") ?? ""
      guard id.utf8.count <= 1024, reason.utf8.count <= Limits.sentenceBytes else {
        throw ControlRequest.Mistake(
          message: "a reason has at most \(Limits.sentenceBytes) bytes")
      }
      return OperatorAct(try kind(id, call.request), user: call.caller.name, reason: reason)
    }
    return ControlVerb(
      name, .operate,
      refuse: { [running] call, reason in
        Self.attempt(act, call) { running.post(.commandRefused($0, because: reason, ticket: $1)) }
      },
      run: { [running] call in
        Self.attempt(act, call) { running.post(.commanded($0, ticket: $1)) }
      })
  }

  private static func attempt(
    _ act: (ControlCall) throws(ControlRequest.Mistake) -> OperatorAct, _ call: ControlCall,
    _ post: (OperatorAct, UInt64) -> Bool
  ) -> ControlResponse {
    do throws(ControlRequest.Mistake) {
      return post(try act(call), call.ticket)
        ? .later : .now(.failed("the agent's loop does not answer"))
    } catch {
      return .now(.invalid(error.message))
    }
  }

  private static func records(_ request: ControlRequest) -> ControlResponse {
    let now = MonotonicClock.wall
    var filter = JournalFilter(device: request.text("device"), alarm: request.text("alarm"))
    for (name, path) in [
      ("since", \JournalFilter.since), ("until", \JournalFilter.until),
    ] {
      guard let text = request.text(name) else { continue }
      guard let time = JournalFilter.time(text, now: now) else {
        return .now(.invalid("`\(name)` must be a time such as 2026-11-25T14:00:00Z"))
      }
      filter[keyPath: path] = time
    }
    let follows = request.flag("follow")
    let start: UInt64? = follows && filter.since == nil ? nil : 0
    return .records(
      after: request.number("after").map { UInt64(clamping: $0) } ?? start, filter,
      follows: follows)
  }
}

extension OperatorAnswer {
  /// The answer as the control socket gives it.
  var reply: ControlReply {
    switch self {
    case .done(let text): .done(.text(text))
    case .refused(let text): .refused(text)
    }
  }
}
