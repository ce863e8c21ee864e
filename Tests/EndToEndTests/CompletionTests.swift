import Foundation
import Testing

extension EndToEnd {
  /// Completion as the shells themselves do it.
  @Suite("Shell completion")
  struct CompletionTests {
    @Test(
      "bash completes commands and their options",
      arguments: [
        (["de"], "demo"), (["profi"], "profiles"), (["demo", "--sce"], "--scenario"),
        (["run", "--con"], "--config"), (["read", "--un"], "--unit"),
        (["check", "--he"], "--help"),
        (["demo", "--config"], ""), (["to"], "top"),
        (["alarms", "maintenance-s"], "maintenance-start"),
        (["demo", "--scenario", "utility"], "utility-failure"),
        (["read", "tcp://h:502", "--profile", "apc-smart"], "apc-smart-ups"),
        (["journal", "ver"], "verify"), (["top", "--on"], "--once"),
      ] as [([String], String)])
    func bash(words: [String], completion: String) async throws {
      let script = """
        source <("\(Programs.hallwatch.path)" completions bash)
        COMP_WORDS=(hallwatch \(words.joined(separator: " "))) COMP_CWORD=\(words.count)
        _hallwatch
        echo "${COMPREPLY[*]}"
        """
      let result = try await ChildProcess.run(URL(filePath: "/bin/bash"), ["-c", script])
      #expect(result.output == completion + "\n", "\(result.errors)")
      #expect(result.errors == "")
    }

    @Test("zsh is told every command with what it does, and the options of each")
    func zsh() async throws {
      let folder = try ScratchFolder()
      let made = try await ChildProcess.run(Programs.hallwatch, ["completions", "zsh"])
      let file = try folder.write(made.output, to: "_hallwatch")
      // The functions of zsh's own completion system, reduced to saying what they were told.
      let stubs = "_describe() { print -rl -- ${(P)2} }; _arguments() { print -rl -- $@ };"
      func told(_ words: String, current: Int) async throws -> String {
        let script = "\(stubs) words=(\(words)); CURRENT=\(current); source '\(file.path)'"
        let result = try await ChildProcess.run(Programs.zsh(), ["-fc", script])
        #expect(result.errors == "")
        return result.output
      }
      let commands = try await told("hallwatch d", current: 2)
      #expect(commands.contains("demo:a simulated data hall"))
      #expect(commands.split(separator: "\n").count == CommandTests.commands.count)
      let options = try await told("hallwatch demo --s", current: 3)
      #expect(options.contains("--scenario["))
      #expect(options.contains("--speed["))
      #expect(!options.contains("--config["))
      #expect(options.contains("utility-failure"))
      let actions = try await told("hallwatch alarms l", current: 3)
      #expect(actions.contains("1:ACTION:(list ack "))
    }
  }
}
