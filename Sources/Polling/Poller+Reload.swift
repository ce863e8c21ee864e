package import Readings
import Registers

/// Which lines and devices of a poller go on in another one.
package struct PollCarry: Sendable {
  /// By new line, the old one that it goes on with; nil for a line that is opened anew.
  package var lines: [LineIndex?]
  /// By new device, the old one whose polling goes on without a break; nil for one that begins anew.
  package var devices: [DeviceIndex?]

  package init(lines: [LineIndex?], devices: [DeviceIndex?]) {
    self.lines = lines
    self.devices = devices
  }
}

/// Polling that goes on under another configuration: whoever did not change notices nothing.
extension Poller {
  /// Takes up the work of another poller, as far as `carry` says. For use on a poller that has done
  /// nothing yet. Returns what is to be done at once, in the new numbers.
  ///
  /// A request in flight whose device does not go on is waited for, and its answer belongs to nobody.
  package mutating func takeOver(
    _ old: Poller, _ carry: PollCarry, at now: Instant
  ) -> [PollAction] {
    var numbers = [Int32](repeating: -1, count: old.devices.count)
    for (device, before) in carry.devices.enumerated() {
      guard let before else { continue }
      numbers[before.rawValue] = Int32(device)
      takeOver(device, from: old, before.rawValue)
    }
    func number(_ device: Int32) -> Int32? {
      numbers[Int(device)] < 0 ? nil : numbers[Int(device)]
    }
    for (line, before) in carry.lines.enumerated() {
      guard let before = before?.rawValue else { continue }
      machines[line] = old.machines[before]
      machines[line].renumber(LineIndex(rawValue: line), number) { device in
        old.nextSpan(Int(device)).map { span in
          let setup = old.setups[Int(device)]
          return OrphanRequest(
            request: ReadRequest(unit: setup.unit, span: span), timeout: setup.timeout,
            gap: setup.gap)
        }
      }
      enqueue(old.waiting(before).compactMap(number))
    }
    for line in lines.indices {
      machines[line].livingCount = lineSetups[line].members.count {
        states[Int(members[$0])].isLiving
      }
    }
    regroup(old.groups, at: now) { number(Int32($0)).map(Int.init) }
    var actions: [PollAction] = []
    for line in carry.lines.indices where carry.lines[line] != nil {
      serve(line, at: now.nanoseconds, into: &actions)
    }
    return actions
  }

  private mutating func takeOver(_ device: Int, from old: Poller, _ before: Int) {
    let shared = states[device].plan
    devices[device].items = old.devices[before].items
    states[device] = old.states[before]
    states[device].next = -1
    learned[device] = old.learned[before]
    repairs[device] = old.repairs[before]
    if states[device].hasOwnPlan {
      states[device].plan = Int32(plans.count)
      plans.append(old.plans[Int(old.states[before].plan)])
    } else {
      states[device].plan = shared
    }
  }

  /// The devices that wait on a line, lane by lane, in their order.
  private func waiting(_ line: Int) -> [Int32] {
    var waiting: [Int32] = []
    for lane in 0..<3 {
      var device = machines[line].heads[lane]
      while device >= 0 {
        waiting.append(device)
        device = states[Int(device)].next
      }
    }
    return waiting
  }

  private mutating func enqueue(_ devices: [Int32]) {
    for device in devices { enqueue(Int(device)) }
  }

  /// Devices that go on keep their due instants. The others join those of their interval where there
  /// is room, so that the number of groups does not grow with the reloads of years.
  private mutating func regroup(
    _ old: [RateGroup], at now: Instant, _ number: (Int) -> Int?
  ) {
    var going = Set<Int>()
    var kept: [RateGroup] = []
    for var group in old {
      group.renumber {
        guard let device = number($0) else { return nil }
        going.insert(device)
        return device
      }
      if group.deviceCount > 0 { kept.append(group) }
    }
    let beginning = devices.indices.filter { !going.contains($0) }
    for group in Self.groups(of: devices, chosen: beginning, start: now.nanoseconds) {
      let place = kept.firstIndex {
        $0.interval == group.interval && $0.hasRoom(for: group.deviceCount)
      }
      if let place {
        kept[place].add((0..<group.deviceCount).map { group.device(at: $0) })
      } else {
        kept.append(group)
      }
    }
    groups = kept
    timers = TimerHeap(count: groups.count + lines.count)
    for (index, group) in groups.enumerated() { timers.set(index, at: group.due) }
  }

  // MARK: Answers that belong to nobody

  /// The answer to a request whose device does not go on: it is proven, counted, and told nobody.
  mutating func orphanAnswered(
    _ orphan: OrphanRequest, on line: Int, frame: [UInt8], at now: UInt64,
    into actions: inout [PollAction]
  ) {
    do {
      _ = try ResponseProof.prove(
        frame, answers: orphan.request, transaction: machines[line].token,
        framing: lineSetups[line].framing)
      machines[line].answered(
        .ok, registers: orphan.request.span.count, at: now, gap: orphan.gap)
    } catch .exception {
      machines[line].answered(.exception, registers: 0, at: now, gap: orphan.gap)
    } catch {
      if case .flawed(let flaw) = error { dropAnswer(line, flaw) }
      orphanFailed(orphan, on: line, error, at: now, into: &actions)
    }
  }

  mutating func orphanFailed(
    _ orphan: OrphanRequest, on line: Int, _ fault: ModbusFault, at now: UInt64,
    into actions: inout [PollAction]
  ) {
    if case .disconnected = fault {
      doubtIdentities(line, into: &actions)
      machines[line].broke(fault, at: now)
    } else {
      let silence = lineSetups[line].silence(timeout: orphan.timeout, orphan.request.span)
      actions.append(machines[line].doubt(fault, at: now, silence: silence))
    }
    if machines[line].state == .backingOff { giveUpWaiting(line, fault, at: now, into: &actions) }
  }
}
