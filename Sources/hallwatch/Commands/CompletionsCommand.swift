/// Prints what a shell needs to complete the words of this program.
enum CompletionsCommand: Command {
  static let name = "completions"
  static let summary = "print completion of commands and options for bash or zsh"
  static let parameters = Parameters(
    positionals: [.init(name: "SHELL", help: "bash or zsh", choices: ["bash", "zsh"])])
  static let examples: [(line: String, meaning: String)] = [
    (
      "completions bash > /usr/share/bash-completion/completions/hallwatch",
      "for every user of bash"
    ),
    ("completions zsh > /usr/share/zsh/vendor-completions/_hallwatch", "for every user of zsh"),
  ]

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let script: String
    switch arguments.positional(0) {
    case "bash": script = bash(Program.commands)
    case "zsh": script = zsh(Program.commands)
    case let other?: throw UsageError("no completion for `\(other)`; bash and zsh have one")
    case nil: throw UsageError("SHELL is missing: bash or zsh")
    }
    console.data(script)
    return .done
  }

  /// The options of a command as they are written.
  private static func options(_ command: any Command.Type) -> [String] {
    (command.parameters.options.map(\.name) + ["help"]).map { "--" + $0 }
  }

  /// After the command's name its actions; after an option what its value may be; after a dash the
  /// options; else files.
  static func bash(_ commands: [any Command.Type]) -> String {
    let cases = commands.map { command in
      "    \(command.name)) words='\(options(command).joined(separator: " "))' ;;"
    }
    let values = commands.flatMap { command -> [String] in
      let action = command.parameters.positionals.first?.choices ?? []
      let first = action.isEmpty ? [] : [(command.name, action)]
      let rest = command.parameters.options.filter { !$0.choices.isEmpty }
        .map { ("--" + $0.name, $0.choices) }
      return (first + rest).map { before, choices in
        "    \(command.name):\(before)) choices='\(choices.joined(separator: " "))' ;;"
      }
    }
    let names = commands.map { $0.name }
    return """
      # bash completion of hallwatch, made by `hallwatch completions bash`.
      _hallwatch() {
        local word=${COMP_WORDS[COMP_CWORD]} words='' choices=''
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '\((names + ["--help", "--version"]).joined(separator: " "))' \
      -- "$word"))
          return
        fi
        case ${COMP_WORDS[1]} in
      \(cases.joined(separator: "\n"))
        esac
        case ${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]} in
      \(values.joined(separator: "\n"))
        esac
        case $word in
          -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
          *) COMPREPLY=($(compgen -W "$choices" -- "$word"))
             [ -n "$choices" ] && [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word")) ;;
        esac
      }
      complete -o filenames -F _hallwatch hallwatch
      """
  }

  static func zsh(_ commands: [any Command.Type]) -> String {
    func quoted(_ text: String) -> String {
      "'" + text.replacing("'", with: "'\\''").replacing(":", with: "\\:") + "'"
    }
    let names = commands.map { "    " + quoted($0.name) + ":" + quoted($0.summary) }
    let cases = commands.map { command in
      let options = (command.parameters.options + [.init(name: "help", help: "how to use it")])
        .map { option in
          let help = option.help.replacing("[", with: "(").replacing("]", with: ")")
            .replacing("'", with: "").replacing(":", with: " ")
          let values =
            option.choices.isEmpty ? "_files" : "(\(option.choices.joined(separator: " ")))"
          return "'--\(option.name)[\(help)]" + (option.value.map { ":\($0):\(values)" } ?? "")
            + "'"
        }
      let first = command.parameters.positionals.first
      let action =
        first.map {
          $0.choices.isEmpty ? "" : "'1:\($0.name):(\($0.choices.joined(separator: " ")))' "
        }
        ?? ""
      return
        "      \(command.name)) _arguments \(options.joined(separator: " ")) \(action)"
        + "'*:file:_files' ;;"
    }
    return """
      #compdef hallwatch
      # zsh completion of hallwatch, made by `hallwatch completions zsh`.
      _hallwatch() {
        local -a commands
        commands=(
      \(names.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe 'command' commands
        else
          local command=$words[2]
          shift words
          (( CURRENT-- ))
          case $command in
      \(cases.joined(separator: "\n"))
          esac
        fi
      }
      _hallwatch "$@"
      """
  }
}
