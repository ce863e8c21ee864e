/// The text of a whole exposition.
///
/// Everything but the numbers was written when the layout was made, so that a scrape costs a copy
/// and a number per series; there is nothing to fail and nothing to escape.
package enum ExpositionEncoder {
  /// The exposition of the values, one for each series by `SeriesIndex`. Series whose value is not
  /// present are left out, and families without a present sample entirely. A family of `extra`
  /// whose name the layout already has is left out too: a double would cost the whole scrape.
  ///
  /// - Parameters:
  ///   - label: leaves out every series that does not have it.
  ///   - room: an exposition that is not needed any more, whose memory is used again if nobody else
  ///     holds it: to have new memory mapped costs a fourth of a scrape.
  package static func encode(
    _ layout: SeriesLayout, values: [Double], extra: [DynamicFamily] = [],
    format: ExpositionFormat, with label: (name: String, value: String)? = nil,
    reusing room: consuming [UInt8] = []
  ) -> [UInt8] {
    precondition(values.count == layout.count, "an exposition needs one value for each series")
    let wanted = label.map { LabelSet.Label(name: $0.name, value: LabelValue.sanitized($0.value)) }
    let wantedPieces = wanted.map { layout.pool.pieces(with: $0) }
    let inserts = insertions(extra, into: layout, format: format, with: wanted)
    let capacity =
      layout.textByteCount + layout.count * (NumberText.maximumByteCount + 1)
      + inserts.reduce(0) { $0 + $1.lines.count } + format.terminator.utf8CodeUnitCount
    room.removeAll(keepingCapacity: true)
    room.append(addingCapacity: capacity) { span in
      span.withUnsafeMutableBufferPointer { buffer, count in
        guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
        var next = start
        var pending = inserts[...]
        for (place, entry) in layout.entries.enumerated() {
          while let insert = pending.first, insert.before <= place {
            copy(insert.lines, to: &next)
            pending.removeFirst()
          }
          write(
            entry, of: layout, values: values, format: format, only: wantedPieces, to: &next)
        }
        for insert in pending { copy(insert.lines, to: &next) }
        let terminator = format.terminator
        next.copyMemory(
          from: terminator.utf8Start, byteCount: terminator.utf8CodeUnitCount)
        next += terminator.utf8CodeUnitCount
        count = next - start
      }
    }
    return room
  }

  /// Where the lines of run-time families go: before which entry of the layout, in order.
  private static func insertions(
    _ extra: [DynamicFamily], into layout: SeriesLayout, format: ExpositionFormat,
    with label: LabelSet.Label?
  ) -> [(before: Int, lines: [UInt8])] {
    var result: [(before: Int, lines: [UInt8])] = []
    var taken = Set<String>()
    for entry in layout.entries where !extra.isEmpty && !entry.series.isEmpty {
      taken.insert(entry.family.baseName)
    }
    for family in extra.sorted(by: { $0.family.name < $1.family.name }) {
      guard taken.insert(family.family.baseName).inserted else { continue }
      let lines = family.lines(format, with: label)
      guard !lines.isEmpty else { continue }
      let before = layout.entries.firstIndex { $0.family.name > family.family.name }
      result.append((before ?? layout.entries.count, lines))
    }
    return result
  }

  private static func copy(_ bytes: [UInt8], to next: inout UnsafeMutableRawPointer) {
    bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      next.copyMemory(from: start, byteCount: source.count)
      next += source.count
    }
  }

  private static func write(
    _ entry: SeriesLayout.Entry, of layout: SeriesLayout, values: [Double],
    format: ExpositionFormat, only wantedPieces: [Bool]?,
    to next: inout UnsafeMutableRawPointer
  ) {
    layout.pool.withPieces { pieces in
      layout.parts.withUnsafeBufferPointer { parts in
        values.withUnsafeBufferPointer { values in
          var cursor = next
          var isFirst = true
          for place in entry.series {
            let part = parts[place]
            let value = values[Int(part.value)]
            guard SampleValue.isPresent(value) else { continue }
            if let wantedPieces, !wantedPieces[Int(part.body)], !wantedPieces[Int(part.tail)] {
              continue
            }
            if isFirst {
              pieces.copy(entry.metadata(format), to: &cursor)
              isFirst = false
            }
            pieces.copy(entry.name, to: &cursor)
            pieces.copy(part.body, to: &cursor)
            pieces.copy(part.tail, to: &cursor)
            NumberText.write(value, to: &cursor)
            cursor.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
            cursor += 1
          }
          next = cursor
        }
      }
    }
  }
}
