import DeviceProfiles

extension ProfileFile {
  /// The points of one entry of `points`, in a profile or inline in a site file: one, or as many as
  /// its `repeat` says, without those that the device does not have. Mistakes are in the value's
  /// log; a point that has some is left out.
  static func readPoint(_ value: ValueReader, context: PointContext) -> [PlacedPoint] {
    let before = value.log.problems.count
    var group = Repetition()
    var pattern: String?
    let first = value.object { reader -> PointDraft? in
      group = Repetition.read(reader.optional("repeat"))
      if reader.optional("on_demand")?.boolean() == true {
        pattern = reader.optional("input")?.nonEmptyString()
        if pattern == nil { reader.report("`on_demand` needs `input`, the name to ask for it by") }
      }
      return PointReader(reader, context: context, group: group, step: 0).read()
    }
    guard let first = first ?? nil, value.log.problems.count == before else { return [] }
    var drafts = [first]
    for step in 1..<max(1, group.count) {
      // A point on demand may stand for thousands, of which the site names a few.
      if let pattern, !context.choice.inputs.contains(group.numbered(pattern, at: step)) {
        continue
      }
      guard let next = read(value, context: context, group: group, step: step) else {
        value.report("repetition \(step + 1) ends past address 65535; lower `count` or `stride`")
        break
      }
      drafts.append(next)
    }
    return drafts.filter(\.isPresent).map { PlacedPoint($0, value: value) }
  }

  /// The same text again with another number: its mistakes were found in the first pass.
  private static func read(
    _ value: ValueReader, context: PointContext, group: Repetition, step: Int
  ) -> PointDraft? {
    let quiet = ValueReader(value.node, place: value.place, log: ProblemLog())
    return quiet.object { reader -> PointDraft? in
      _ = reader.optional("repeat")
      _ = reader.optional("on_demand")
      return PointReader(reader, context: context, group: group, step: step).read()
    } ?? nil
  }

  /// The names of the inputs of an entry that exist on demand; nil for any other entry.
  static func inputOnDemand(_ value: ValueReader) -> String? {
    guard case .object(let members) = value.node.content,
      case .boolean(true)? = members.first(where: { $0.key == "on_demand" })?.value.content,
      case .string(let pattern)? = members.first(where: { $0.key == "input" })?.value.content
    else { return nil }
    return pattern
  }
}
