import Foundation
import JSONCoding
import TestSupport
import Testing

@Suite struct CommandLineErrorsTests {
    /// A command line that is wrong, its exit code and a piece of the message that helps.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let words: [String]
        let code: Int32
        let hint: String

        init(_ line: String, _ code: Int32, _ hint: String) {
            words = line.split(separator: " ").map(String.init)
            self.code = code
            self.hint = hint
        }

        var testDescription: String { words.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake("tokn list", 2, "did you mean 'token'?"),
        Mistake("token crate", 2, "did you mean 'token create'?"),
        Mistake("token", 2, "needs one of: token create"),
        Mistake("organization create", 2, "needs --name NAME"),
        Mistake("organization create --nam x", 2, "did you mean '--name'?"),
        Mistake("organization create --name", 2, "--name needs a value"),
        Mistake("organization create --name a --name b", 2, "given twice"),
        Mistake("organization create --name a --plan z", 2, "one of: s, m, l, xl"),
        Mistake("organization create --name a --balance 1,5", 2, "an amount"),
        Mistake("organization create --name a --currency E", 2, "ISO 4217"),
        Mistake("organization create --name a --rate 0", 2, "a whole number, 1 to 10000000"),
        Mistake("organization create -n a", 2, "two dashes"),
        Mistake("organization list now", 2, "unexpected argument"),
        Mistake("organization list --json=yes", 2, "takes no value"),
        Mistake("organization show", 2, "needs UID"),
        Mistake("organization show 123", 2, "24 hexadecimal digits"),
        Mistake("organization show 65f0c1a2b3c4d5e6f7a8b9c0", 3, "there is no organization"),
        Mistake("token revoke 65f0c1a2b3c4d5e6f7a8b9c0", 3, "there is no token"),
        Mistake("token update 65f0c1a2b3c4d5e6f7a8b9c0 --test --live", 2, "contradict"),
        Mistake("route remove 65f0c1a2b3c4d5e6f7a8b9c0", 3, "there is no route"),
        Mistake("route add --carrier a/b", 2, "1 to 40 letters"),
        Mistake("route add --carrier acme", 3, "no carrier acme"),
        Mistake("price unset --service sms --country ES", 3, "there is no price"),
    ]

    @Test(arguments: mistakes)
    func `a mistake ends with its code and says what to change`(mistake: Mistake) async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        _ = try await heliograph.json("organization", "create", "--name", "Acme")
        let run = try await Heliograph.run(mistake.words + heliograph.location)
        #expect(run.code == mistake.code)
        #expect(run.errors.contains(mistake.hint))
        #expect(run.errors.hasPrefix("heliograph: "))
        #expect(run.output == "")
    }

    @Test func `with --json a mistake is told in JSON`() async throws {
        let run = try await Heliograph.run(["organization", "list", "--json"])
        #expect(run.code == 2)
        let error = try JSONDocument.parse(Array(run.errors.utf8))
        #expect(error["error", "code"].text == "usage")
        #expect(error["error", "message"].text.contains("--data DIR"))
    }

    @Test func `a data folder without a store is not filled by a question`() async throws {
        let folder = try TemporaryFolder()
        let run = try await Heliograph.run(["token", "list", "--data", folder.path])
        #expect(run.code == 2)
        #expect(run.errors.contains("there is no store"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `taking more than there is ends with the code for a conflict`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let made = try await heliograph.json("organization", "create", "--name", "Acme")
        let run = try await heliograph.run(
            "organization",
            "top-up",
            made["uid"].text,
            "--amount",
            "-1"
        )
        #expect(run.code == 4)
    }
}
