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
