import Foundation
import Glibc
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
        Mistake("--nonsense", 2, "no option --nonsense"),
        Mistake("--datta D organization list", 2, "did you mean '--data'?"),
        Mistake("token update hg_sms_Abc --name x", 2, "identifier, 24 hexadecimal digits"),
        Mistake(
            "token create --kind legacy --name a --project 65f0c1a2b3c4d5e6f7a8b9c0"
                + " --callback-url ftp://example.com",
            3,
            "there is no project"
        ),
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

    @Test(arguments: [
        "http://127.0.0.1/", "http://10.0.0.1:80/x", "http://localhost/", "http://[::1]/",
        "http://169.254.169.254/latest", "http://[::ffff:192.168.0.1]/",
    ])
    func `a callback that is never called is refused with the rule`(url: String) async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let made = try await heliograph.json("organization", "create", "--name", "Acme")
        let project = try await heliograph.json(
            "project",
            "create",
            "--organization",
            made["uid"].text,
            "--name",
            "P",
            "--kind",
            "api_sms"
        )
        let words = [
            "token", "create", "--kind", "api_sms", "--name", "T", "--project",
            project["uid"].text, "--callback-url", url,
        ]
        let refused = try await Heliograph.run(words + heliograph.location)
        #expect(refused.code == 2)
        #expect(refused.errors.contains("--allow-private-targets"))
        let allowed = try await Heliograph.run(
            words + heliograph.location,
            environment: ["HELIOGRAPH_ALLOW_PRIVATE_TARGETS": "true"]
        )
        #expect(allowed.code == 0)
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

    private static let canChangeUser = getuid() == 0

    /// What another user meets: the store's file, its folder, or both belong to somebody else.
    @Test(
        .enabled(if: canChangeUser, "only root can act as another user"),
        arguments: ["folder", "file", "wal", "read-only"]
    )
    func `files of another user are named with their owner and the remedy`(
        what: String
    ) async throws {
        let folder = try TemporaryFolder()
        let data = folder.file("data")
        _ = try await Heliograph(location: ["--data", data]).json(
            "organization",
            "create",
            "--name",
            "Acme"
        )
        let store = "\(data)/heliograph.db"
        chmod(folder.path, 0o755)
        switch what {
        case "folder": break
        case "file":
            chmod(data, 0o777)
        case "wal":
            chmod(data, 0o777)
            chmod(store, 0o666)
            close(open("\(store)-wal", O_CREAT | O_WRONLY, 0o600))
        default:
            chmod(data, 0o555)
            chmod(store, 0o444)
        }
        for command in [["organization", "list"], ["serve", "--http", "127.0.0.1:0"]] {
            let outcome = try await ChildProcess.run(
                ["setpriv", "--reuid", "65534", "--clear-groups", Heliograph.program.path]
                    + command + ["--data", data]
            )
            #expect(outcome.status == 5)
            #expect(outcome.errors.contains("(uid 65534)"))
            #expect(!outcome.errors.contains("again later"))
            #expect(!outcome.errors.contains("there is no store"))
            if what != "folder" { #expect(outcome.errors.contains("root (uid 0)")) }
        }
    }

    @Test func `a port that is taken and a key that does not fit are told with their code`()
        async throws
    {
        let folder = try TemporaryFolder()
        let peer = try TakenPort()
        let taken = try await Heliograph.run(
            ["serve", "--http", "127.0.0.1:\(peer.port)", "--data", folder.file("a")]
        )
        #expect(taken.code == 4)
        #expect(taken.errors.contains("stop the other program or choose another port"))
        let (one, other) = (try await Certificate(), try await Certificate())
        for port in ["http", "smpp-tls"] {
            let (certificate, key) =
                port == "http"
                ? ("--tls-certificate", "--tls-key")
                : ("--smpp-tls-certificate", "--smpp-tls-key")
            let words =
                port == "http" ? [] : ["--smpp-tls", "127.0.0.1:0"]
            let unfit = try await Heliograph.run(
                ["serve", "--http", "127.0.0.1:0", certificate, one.path, key, other.keyPath]
                    + words + ["--data", folder.file(port)]
            )
            #expect(unfit.code == 2)
            #expect(unfit.errors.contains(other.keyPath) || unfit.errors.contains(one.path))
        }
    }

    @Test func `a second server on one store is refused like that, whatever else it needs`()
        async throws
    {
        let server = try await RunningServer(on: .sqlite)
        let second = try await server.run(["serve", "--http", "127.0.0.1:0"])
        #expect(second.status == 4)
        #expect(second.errors.contains("another server works on this store"))
        #expect(!second.errors.contains("journal"))
        try await server.kill()
    }
}

/// A port of 127.0.0.1 that is listened on.
private final class TakenPort {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 1) == 0
                    ? getsockname(socket, $0, &size) : -1
            }
        }
        guard code == 0 else { throw TestSupportError("no port: errno \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
