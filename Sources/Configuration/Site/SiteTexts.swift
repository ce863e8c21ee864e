import Agent
import Digests

/// Reads the files of one configuration and remembers which they were.
final class SiteTexts {
  let log: ProblemLog
  /// Every file asked for, in order.
  private(set) var paths: [String] = []
  private let files: any SiteFileSource
  private var hash = SHA256()

  init(files: some SiteFileSource, log: ProblemLog) {
    self.files = files
    self.log = log
  }

  /// SHA-256 of all texts in the order of reading, in hexadecimal: what `cat FILES | sha256sum`
  /// gives, so that anybody can check which configuration ran.
  var digest: String {
    var hash = hash
    return hexadecimal(hash.finish())
  }

  /// The text of a file; nil after reporting at `place` (or at the file itself) why there is none.
  func text(_ path: String, for place: ValueReader?) -> String? {
    paths.append(path)
    func report(_ message: String) {
      if let place { place.report(message) } else { log.report(fileProblem(path, message)) }
    }
    guard paths.count <= Limits.configurationFiles else {
      report("more than \(Limits.configurationFiles) files; put several devices into one file")
      return nil
    }
    let text: String
    do {
      text = try files.text(at: path)
    } catch {
      report("cannot read \(path): \(error)")
      return nil
    }
    guard text.utf8.count <= Limits.configurationFileBytes else {
      report(
        "\(path) is larger than \(Limits.configurationFileBytes >> 20) MiB; split it with `include`"
      )
      return nil
    }
    hash.update(text.utf8)
    return text
  }

  /// The files of a pattern, sorted; empty after reporting why they cannot be listed.
  func paths(matching pattern: String, relativeTo path: String, for place: ValueReader?) -> [String]
  {
    do {
      return try files.paths(matching: pattern, relativeTo: path).sorted()
    } catch {
      let message = "cannot list \(pattern): \(error)"
      if let place { place.report(message) } else { log.report(fileProblem(path, message)) }
      return []
    }
  }

  private func fileProblem(_ path: String, _ message: String) -> ConfigurationProblem {
    SourcePlace(file: path).problem(message)
  }
}
