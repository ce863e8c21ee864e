import Foundation

/// The records of a journal folder, read without any code of the product, and what they must be.
struct RecordedJournal {
  struct Record {
    var sequence: Int
    var kind: String
    var fields: [String: Any]

    func text(_ name: String) -> String? { fields[name] as? String }
  }

  let records: [Record]

  init(_ folder: URL) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
    records = try files.flatMap { file -> [Record] in
      let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))
      return lines.compactMap { line in
        guard
          let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
          let record = object["record"] as? [String: Any], let sequence = record["seq"] as? Int,
          let kind = record["kind"] as? String
        else { return nil }
        return Record(sequence: sequence, kind: kind, fields: record)
      }
    }
  }

  /// Everything that is not as it must be, however often the agent was killed: numbers without a
  /// gap; each transition begins where the one before ended; each occurrence counted once; and
  /// each start goes on from exactly the states that the records before it left.
  var contradictions: [String] {
    var found: [String] = []
    var states: [String: String] = [:]
    var occurrences: [String: Int] = [:]
    var checkpoint: [String: String]?
    for (place, record) in records.enumerated() {
      if record.sequence != place + 1 { found.append("number \(record.sequence) at \(place + 1)") }
      let at = "record \(record.sequence)"
      switch record.kind {
      case "checkpoint_begin": checkpoint = [:]
      case "checkpoint":
        if let id = record.text("id") { checkpoint?[id] = record.text("to_state") }
      case "checkpoint_end":
        for (id, state) in states where checkpoint?[id] != state {
          found.append("\(at): \(id) was \(state), and is \(checkpoint?[id] ?? "forgotten")")
        }
        checkpoint = nil
      default:
        guard let id = record.text("id"), let to = record.text("to_state") else { continue }
        if let from = record.text("from_state"), from != states[id] ?? "normal" {
          found.append("\(at): \(id) goes from \(from) and was \(states[id] ?? "normal")")
        }
        states[id] = to
        guard record.kind == "occurred" || record.kind == "comm_lost" else { continue }
        let occurrence = record.text("occurrence_id")?.split(separator: "#").last
          .flatMap { Int($0) }
        occurrences[id, default: 0] += 1
        if occurrence != occurrences[id] {
          found.append("\(at): \(id) occurs as \(occurrence ?? 0), not \(occurrences[id] ?? 0)")
        }
      }
    }
    return found
  }
}
