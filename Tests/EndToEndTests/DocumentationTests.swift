import Foundation
import Testing

extension EndToEnd {
  /// What the pages of the catalogue tell a reader to do, done.
  @Suite("The documentation", .serialized)
  struct DocumentationTests {
    private struct Page {
      let name: String
      let text: String

      /// The fenced blocks of a language; "" is none.
      func blocks(_ language: String) -> [String] {
        let parts = text.components(separatedBy: "\n```")
        // Every second fence opens a block.
        return stride(from: 1, to: parts.count, by: 2).compactMap { place in
          let (head, body) = (parts[place].prefix { $0 != "\n" }, parts[place].drop { $0 != "\n" })
          return head == language ? String(body.dropFirst()) : nil
        }
      }

      /// What stands between backticks within a line of words.
      var quotations: [String] {
        let words = text.components(separatedBy: "\n```").enumerated()
          .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "\n")
        return words.components(separatedBy: "`").enumerated()
          .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
      }
    }

    private static let folder = Programs.repository.appending(
      path: "Sources/hallwatch/Hallwatch.docc")

    private static func pages() throws -> [Page] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".md") }.sorted().map { name in
          Page(
            name: String(name.dropLast(3)),
            text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
    }

    @Test("every page is in the catalogue's root, and every link leads to a page")
    func links() throws {
      let pages = try Self.pages()
      let names = Set(pages.map(\.name))
      for page in pages {
        let linked = page.text.components(separatedBy: "<doc:").dropFirst().compactMap {
          $0.components(separatedBy: ">").first
        }
        for name in linked { #expect(names.contains(name), "\(page.name) links to \(name)") }
        if page.name == "Hallwatch" {
          #expect(Set(linked) == names.subtracting(["Hallwatch"]))
        }
      }
    }

    @Test("every command that is shown exists, with its options")
    func commands() async throws {
      var helps: [String: String] = [:]
      for page in try Self.pages() {
        let blocks = page.blocks("") + page.blocks("sh")
        let lines = blocks.flatMap { $0.components(separatedBy: "\n") }
        for line in lines + page.quotations where line.hasPrefix("hallwatch ") {
          let words = line.split { $0 == " " || $0 == "\n" }.dropFirst().map(String.init)
          guard let command = words.first, command.allSatisfy(\.isLowercase) else { continue }
          if helps[command] == nil {
            let asked = try await ChildProcess.run(Programs.hallwatch, [command, "--help"])
            #expect(asked.status == 0, "\(page.name): there is no hallwatch \(command)")
            helps[command] = asked.output
          }
          for option in words where option.hasPrefix("--") {
            #expect(
              helps[command]?.contains(option) == true, "\(page.name): \(line) has no \(option)")
          }
        }
      }
      #expect(helps.count >= 10)
    }

    /// A machine of one's own: what the blocks name is below a folder, and systemd is a script.
    private final class Machine {
      let folder: ScratchFolder
      private let plant: ChildProcess

      init() async throws {
        folder = try ScratchFolder()
        let root = folder.url.path
        let ports = try LoopbackSocket.freePorts(2)
        for path in ["etc/hallwatch", "var/lib/hallwatch", "bin"] {
          try FileManager.default.createDirectory(
            atPath: "\(root)/\(path)", withIntermediateDirectories: true)
        }
        let site = """
          { site: "bench", state_directory: "\(root)/var/lib/hallwatch",
            web: { listen: ["127.0.0.1:\(ports[0])"] },
            devices: [{ name: "ups-a", profile: "apc-smart-ups", interval: "1s", unit: 1,
              endpoint: "tcp://127.0.0.1:\(ports[1])", labels: { feed: "A" } }] }
          """
        _ = try folder.write(site, to: "etc/hallwatch/site.json5")
        _ = try folder.write(site, to: "site.json5")
        try FileManager.default.createSymbolicLink(
          atPath: "\(root)/bin/hallwatch", withDestinationPath: Programs.hallwatch.path)
        let script = try folder.write(Self.systemctl(root), to: "bin/systemctl")
        chmod(script.path, 0o755)
        plant = try ChildProcess(
          Programs.hallwatch,
          ["simulate", "\(root)/etc/hallwatch/site.json5", "--scenario", "quiet"], in: folder)
      }

      deinit {
        if let text = try? String(contentsOf: folder.url.appending(path: "pid"), encoding: .utf8),
          let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        {
          kill(pid, SIGKILL)
        }
      }

      private static func systemctl(_ root: String) -> String {
        """
        #!/bin/sh
        wait_until() { i=0; until eval "$1"; do i=$((i + 1)); [ $i -lt 600 ] || exit 1; sleep 0.1; done; }
        case "$1" in
          enable | start)
            \(root)/bin/hallwatch run --config \(root)/etc/hallwatch/site.json5 \
              >\(root)/agent.log 2>&1 &
            echo $! >\(root)/pid
            wait_until '[ -S \(root)/var/lib/hallwatch/control.sock ]' ;;
          stop)
            [ -e \(root)/pid ] || exit 0
            kill -TERM "$(cat \(root)/pid)" 2>/dev/null
            wait_until '! kill -0 "$(cat \(root)/pid)" 2>/dev/null'
            rm \(root)/pid ;;
          *) exit 1 ;;
        esac
        """
      }

      func run(_ block: String) async throws -> (status: Int32, output: String, errors: String) {
        let root = folder.url.path
        let own = block.replacing(" /etc/", with: " \(root)/etc/")
          .replacing(" /var/", with: " \(root)/var/")
          .replacing("-C / ", with: "-C \(root) ").replacing("-C /\n", with: "-C \(root)\n")
        return try await ChildProcess.run(
          URL(filePath: "/bin/sh"),
          ["-euc", "PATH=\(root)/bin:$PATH; export PATH; cd \(root)\n\(own)"])
      }
    }

    @Test("every block of commands runs, one after the other", arguments: ["Operations", "Drills"])
    func blocks(page name: String) async throws {
      let page = try #require(try Self.pages().first { $0.name == name })
      let blocks = page.blocks("sh")
      #expect(blocks.count >= 2)
      let machine = try await Machine()
      for block in blocks {
        let result = try await machine.run(block)
        #expect(result.status == 0, "\(block)\(result.output)\(result.errors)")
      }
    }

    @Test("no other page has blocks that would have to be run")
    func otherPages() throws {
      for page in try Self.pages() where !["Operations", "Drills"].contains(page.name) {
        #expect(page.blocks("sh").isEmpty, "\(page.name)")
      }
    }
  }
}
