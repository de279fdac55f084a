import Essentials
import Glibc

/// A program that a test started.
public final class ChildProcess: Sendable {
    /// How a program ended, and what it wrote.
    public struct Outcome: Sendable {
        /// The exit status; minus the signal's number if a signal ended it.
        public let status: Int32
        /// The standard output.
        public let output: [UInt8]
        /// The standard error.
        public let errors: String

        /// The output as JSON.
        public var json: JSON { JSON(output) }
    }

    /// The process id.
    public let id: Int32
    private let ended = Locked<Int32?>(nil)

    /// Starts a program, with variables besides those of this process; its output is appended to
    /// the files.
    public init(
        _ arguments: [String],
        output: String,
        errors: String,
        environment: [String: String] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var id = pid_t()
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map {
            strdup("\($0.key)=\($0.value)")
        }
        let own = variables
        defer { for variable in own { free(variable) } }
        var index = 0
        while let variable = environ[index] {
            variables.append(variable)
            index += 1
        }
        variables.append(nil)
        let code = posix_spawnp(&id, arguments[0], &actions, nil, words, variables)
        guard code == 0 else { throw TestSupportError("\(arguments[0]): errno \(code)") }
        self.id = id
    }

    /// Sends a signal, unless the program has ended.
    public func signal(_ number: Int32) {
        ended.withLock { status in
            guard status == nil else { return }
            _ = Glibc.kill(id, number)
        }
    }

    /// The exit status; nil while it runs.
    public var status: Int32? {
        ended.withLock { known in
            if let known { return known }
            var raw: Int32 = 0
            guard waitpid(id, &raw, WNOHANG) == id else { return nil }
            known = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
            return known
        }
    }

    /// Waits until it has ended.
    public func wait(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await waitUntil(within: limit) { self.status != nil }
        return status ?? -1
    }

    /// Runs a program to its end.
    public static func run(
        _ arguments: [String],
        within limit: Duration = .seconds(120)
    ) async throws -> Outcome {
        let folder = try TemporaryFolder("heliograph-run")
        return try await BlockingWork.run(on: BlockingWork.processes) {
            let (output, errors) = (folder.file("output"), folder.file("errors"))
            let child = try ChildProcess(arguments, output: output, errors: errors)
            let end = monotonicNanoseconds() + UInt64(limit.wholeMicroseconds) * 1000
            while child.status == nil {
                guard monotonicNanoseconds() < end else {
                    child.signal(SIGKILL)
                    throw TestSupportError("\(arguments) did not end within \(limit)")
                }
                usleep(2000)
            }
            return Outcome(
                status: child.status ?? -1,
                output: try TemporaryFolder.contents(of: output),
                errors: String(decoding: try TemporaryFolder.contents(of: errors), as: UTF8.self)
            )
        }
    }
}
