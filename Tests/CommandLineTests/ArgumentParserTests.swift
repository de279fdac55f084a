import Essentials
import Testing

@testable import heliograph

@Suite struct ArgumentParserTests {
    private let parser = ArgumentParser(CommandTable.commands)

    @Test func `names and options are told once each`() {
        let names = CommandTable.commands.map(\.name)
        #expect(Set(names).count == names.count)
        for command in CommandTable.commands {
            let options = command.allOptions.map(\.name)
            #expect(Set(options).count == options.count)
        }
    }

    @Test(arguments: CommandTable.commands.map(\.path))
    func `the help of a command names all its options`(path: [String]) throws {
        let request = try parser.parse(path + ["--help"])
        guard case .help(let words) = request, words == path else {
            Issue.record("\(request)")
            return
        }
        let command = try #require(CommandTable.commands.first { $0.path == path })
        let help = try #require(HelpText.of(path, in: CommandTable.commands))
        #expect(help.contains(command.summary))
        for option in command.allOptions { #expect(help.contains("  --\(option.name)")) }
    }

    @Test(arguments: [[], ["help"], ["--help"], ["-h"], ["help", "token"], ["token", "--help"]])
    func `help is given in every usual way`(words: [String]) throws {
        guard case .help(let path) = try parser.parse(words) else {
            Issue.record("no help")
            return
        }
        #expect(HelpText.of(path, in: CommandTable.commands)?.contains("token create") == true)
    }

    @Test func `values may follow a blank or an equals sign, and begin with a dash`() throws {
        let uid = "65f0c1a2b3c4d5e6f7a8b9c0"
        for words in [
            ["organization", "top-up", uid, "--amount", "-5", "--note=a=b"],
            ["organization", "top-up", "--amount=-5", "--note", "a=b", "--", uid],
        ] {
            guard case .run(let command, let found) = try parser.parse(words) else {
                Issue.record("no command")
                return
            }
            #expect(command.name == "organization top-up")
            #expect(found.argument == uid)
            #expect(found.values == ["amount": ["-5"], "note": ["a=b"]])
        }
    }

    @Test(arguments: [
        ["--data", "D", "organization", "list"], ["--data=D", "organization", "list"],
        ["--json", "--data", "D", "organization", "list"],
        ["organization", "list", "--data", "D"],
    ])
    func `options of every command may come before it`(words: [String]) throws {
        guard case .run(let command, let found) = try parser.parse(words) else {
            Issue.record("no command")
            return
        }
        #expect(command.name == "organization list")
        #expect(found.values == ["data": ["D"]])
    }

    @Test(arguments: [
        ["--nonsense"], ["-x"], ["--http", "127.0.0.1:1", "serve"], ["--data", "D"], ["--json"],
        ["--data"], ["--config=a"],
    ])
    func `what is no option before a command is a mistake`(words: [String]) {
        #expect(throws: UsageError.self) { try parser.parse(words) }
    }

    @Test(arguments: [["--version"], ["--json", "--version"], ["--version", "--json"]])
    func `the version is told`(words: [String]) throws {
        guard case .version = try parser.parse(words) else {
            Issue.record("no version")
            return
        }
    }

    @Test(arguments: [
        ("token update hg_sms_Abc123 --name x", "Abc123"),
        ("token revoke hg_product_Zz9", "Zz9"),
        ("number add 34911 --token hg_legacy_Secret", "Secret"),
        ("hg_sms_Abc123", "Abc123"), ("token hg_sms_Abc123", "Abc123"),
        ("token list hg_source_Abc123", "Abc123"), ("token list --hg_sms_Abc123", "Abc123"),
        ("token list --database mysql://root:Passw0rd@host/db", "Passw0rd"),
        ("token update whsec_Zm9v/+= --name x", "Zm9v"),
    ])
    func `no message shows a secret that was given`(line: String, secret: String) async throws {
        let run = try await Heliograph.run(
            line.split(separator: " ").map(String.init) + ["--data", "/nonexistent"]
        )
        #expect(run.code == 2)
        #expect(!run.errors.contains(secret))
        #expect(run.errors.hasPrefix("heliograph: "))
    }

    @Test func `no words make it crash`() {
        var generator = SeededGenerator(seed: 17)
        let pieces =
            ["--", "-", "--=", "--json", "--json=", "--name", "--name=", "", "=", "\u{0}", "é"]
            + CommandTable.commands.flatMap(\.path)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<7, using: &generator)
            let words = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }
            _ = try? parser.parse(words)
        }
    }

    @Test(arguments: [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("kitten", "sitting", 3)])
    func `the distance of words counts their differences`(left: String, right: String, count: Int) {
        #expect(editDistance(left, right) == count)
        #expect(editDistance(right, left) == count)
    }
}
