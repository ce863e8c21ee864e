import Configuration
import Glibc

/// The composition root of the command line: finds the command and gives it its arguments.
enum Program {
  /// Every command, in the order in which help lists them. A new one is added here and nowhere
  /// else.
  static var commands: [any Command.Type] {
    [
      DemoCommand.self, RunCommand.self, ReloadCommand.self, CheckCommand.self, ReadCommand.self,
      ScanCommand.self,
      ProfilesCommand.self, SimulateCommand.self, ExploreCommand.self, DrillCommand.self,
      AlarmsCommand.self, JournalCommand.self, TopCommand.self, DashboardsCommand.self,
      CompletionsCommand.self, ManualCommand.self,
    ]
  }

  static func main() -> Never {
    let console = Console.standard
    var code = run(Array(CommandLine.arguments.dropFirst()), console: console)
    if let error = console.outputFailure?.error {
      console.words(
        console.paint("error: ", .red)
          + "standard output could not be written: \(String(cString: strerror(error)))")
      code = .failed
    }
    exit(code.rawValue)
  }

  /// Runs what the words after the program's name ask for.
  static func run(_ words: [String], console: Console) -> ExitCode {
    guard let first = words.first else {
      console.words(HelpText.overview(commands))
      return .invalid
    }
    switch first {
    case "--help", "-h":
      console.data(HelpText.overview(commands))
      return .done
    case "--version":
      console.data("hallwatch \(BuildFacts.version) (commit \(BuildFacts.commit))")
      return .done
    default: break
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      return refuse(unknownCommand(first), console: console, help: "hallwatch --help")
    }
    return run(command, Array(words.dropFirst()), console: console)
  }

  private static func run(
    _ command: any Command.Type, _ words: [String], console: Console
  ) -> ExitCode {
    // Asking for help always helps, whatever else is on the line.
    if words.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      console.data(HelpText.page(command))
      return .done
    }
    do {
      let arguments = try Arguments(words, for: command.parameters)
      return try command.run(arguments, console: console)
    } catch let error as UsageError {
      return refuse(
        error.description, console: console, help: "hallwatch \(command.name) --help")
    } catch {
      console.words(console.paint("error: ", .red) + "\(error)")
      return .failed
    }
  }

  private static func unknownCommand(_ word: String) -> String {
    let names = commands.map { $0.name }
    return word.hasPrefix("-")
      ? "unknown option \(word); options come after a command"
      : "unknown command \(word); " + suggestion(for: word, among: names)
  }

  private static func refuse(_ message: String, console: Console, help: String) -> ExitCode {
    console.words(console.paint("error: ", .red) + message)
    console.words("Try: \(help)")
    return .invalid
  }
}

/// How a command ended, for scripts.
enum ExitCode: Int32, Sendable {
  case done = 0
  /// Failed while running.
  case failed = 1
  /// Bad usage or invalid input; the reason was said.
  case invalid = 2
  case partlyDone = 3
}

/// What the binary knows about its own making.
enum BuildFacts {
  static let version = "0.1.0"
  /// The commit it was built from, by its first twelve digits; `unknown` outside a checkout.
  static let commit = embeddedCommit
}
