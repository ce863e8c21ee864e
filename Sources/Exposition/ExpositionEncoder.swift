/// The text of a whole exposition.
///
/// Everything but the numbers was written when the layout was made, so that a scrape costs a copy
/// and a number per series; there is nothing to fail and nothing to escape.
package enum ExpositionEncoder {
  /// The exposition of the values, one for each series by `SeriesIndex`. Series whose value is not
  /// present are left out, and families without a present sample entirely. A family of `extra`
  /// whose name the layout already has is left out too: a double would cost the whole scrape.
  package static func encode(
    _ layout: SeriesLayout, values: [Double], extra: [DynamicFamily] = [],
    format: ExpositionFormat
  ) -> [UInt8] {
    precondition(values.count == layout.count, "an exposition needs one value for each series")
    let inserts = insertions(extra, into: layout, format: format)
    let capacity =
      layout.arena.count + layout.count * (NumberText.maximumByteCount + 1)
      + inserts.reduce(0) { $0 + $1.lines.count } + format.terminator.utf8CodeUnitCount
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      var next = start
      var pending = inserts[...]
      for (place, entry) in layout.entries.enumerated() {
        while let insert = pending.first, insert.before <= place {
          copy(insert.lines, to: &next)
          pending.removeFirst()
        }
        write(entry, of: layout, values: values, format: format, to: &next)
      }
      for insert in pending { copy(insert.lines, to: &next) }
      let terminator = format.terminator
      next.copyMemory(
        from: terminator.utf8Start, byteCount: terminator.utf8CodeUnitCount)
      next += terminator.utf8CodeUnitCount
      count = next - start
    }
  }

  /// Where the lines of run-time families go: before which entry of the layout, in order.
  private static func insertions(
    _ extra: [DynamicFamily], into layout: SeriesLayout, format: ExpositionFormat
  ) -> [(before: Int, lines: [UInt8])] {
    var result: [(before: Int, lines: [UInt8])] = []
    var taken = Set<String>()
    for entry in layout.entries where !extra.isEmpty && !entry.series.isEmpty {
      taken.insert(entry.family.baseName)
    }
    for family in extra.sorted(by: { $0.family.name < $1.family.name }) {
      guard taken.insert(family.family.baseName).inserted else { continue }
      let lines = family.lines(format)
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
    format: ExpositionFormat, to next: inout UnsafeMutableRawPointer
  ) {
    layout.arena.withUnsafeBytes { arena in
      layout.prefixStarts.withUnsafeBufferPointer { starts in
        layout.valuePlaces.withUnsafeBufferPointer { places in
          values.withUnsafeBufferPointer { values in
            guard let text = arena.baseAddress else { return }
            var cursor = next
            var isFirst = true
            for place in entry.series {
              let value = values[places[place]]
              guard SampleValue.isPresent(value) else { continue }
              if isFirst {
                let metadata = entry.metadata(format)
                cursor.copyMemory(
                  from: text + metadata.lowerBound, byteCount: metadata.count)
                cursor += metadata.count
                isFirst = false
              }
              let start = starts[place]
              let byteCount = starts[place + 1] - start
              cursor.copyMemory(from: text + start, byteCount: byteCount)
              cursor += byteCount
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
}
