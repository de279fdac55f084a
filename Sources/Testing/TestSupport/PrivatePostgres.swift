public import Database
import Essentials
import Glibc

/// A PostgreSQL 15 server for this process: on a Unix socket, in a temporary folder.
///
/// It is started on first use. A watchdog process stops it and removes its folder when
/// this process has ended, in whatever way. The one that tests share does not wait for the disk;
/// benchmarks start one that does.
public final class PrivatePostgres: Sendable {
    private static let programs = "/usr/lib/postgresql/15/bin"
    private static let starting = Locked<Result<PrivatePostgres, any Error>?>(nil)

    private let folder: String
    private let count = Locked(0)

    /// The shared server, started by the first call.
    public static func shared() throws -> PrivatePostgres {
        let attempt = starting.withLock { known in
            let attempt = known ?? Result { try PrivatePostgres(waitsForDisk: false) }
            known = attempt
            return attempt
        }
        return try attempt.get()
    }

    /// A new, empty database.
    public func freshDatabase() throws -> DatabaseLocation {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let name = "test\(number)"
        try PrivatePostgres.run(
            "\(PrivatePostgres.programs)/psql -q -h \(folder) -U heliograph -d postgres"
                + " -c 'CREATE DATABASE \(name)'"
        )
        return .postgres(url: "host=\(folder) user=heliograph dbname=\(name)")
    }

    /// Starts a server.
    ///
    /// With `waitsForDisk` it is as slow and as safe as a real one.
    public init(waitsForDisk: Bool) throws {
        var template = Array("/tmp/heliograph-pg-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw TestSupportError("mkdtemp: errno \(errno)")
        }
        folder = String(cString: made)
        // PostgreSQL refuses to run as root.
        let user = getuid() == 0 ? "setpriv --reuid postgres --regid postgres --clear-groups " : ""
        if getuid() == 0 { try PrivatePostgres.run("chown postgres \(folder)") }
        let programs = PrivatePostgres.programs
        do {
            try PrivatePostgres.run(
                "cd \(folder) && \(user)\(programs)/initdb -D \(folder)/data -U heliograph"
                    + " -A trust -E UTF8 --no-locale --no-sync >\(folder)/initdb.log 2>&1"
            )
            var settings = [
                "listen_addresses=", "unix_socket_directories=\(folder)", "max_connections=400",
                "shared_buffers=64MB", "autovacuum=off", "deadlock_timeout=100ms",
            ]
            if !waitsForDisk { settings += ["fsync=off", "full_page_writes=off"] }
            let options = settings.map { "-c \($0)" }.joined(separator: " ")
            try PrivatePostgres.run(
                "cd \(folder) && \(user)\(programs)/pg_ctl -D \(folder)/data -w -t 60 -s"
                    + " -l \(folder)/server.log -o '\(options)' start"
            )
        } catch {
            TemporaryFolder.remove(folder)
            throw error
        }
        try PrivatePostgres.run(
            // In a session of its own, so that a signal to the tests does not end the watchdog.
            "setsid sh -c 'while kill -0 \(getpid()) 2>/dev/null; do sleep 1; done;"
                + " cd /; \(user)\(programs)/pg_ctl -D \(folder)/data -s -m immediate stop;"
                + " rm -rf \(folder)' </dev/null >/dev/null 2>&1 &"
        )
    }

    private static func run(_ command: String) throws {
        // Not Foundation's Process: it waits for every process that the command leaves behind.
        let status = system(command)
        guard status == 0 else {
            throw TestSupportError("'\(command)' ended with \(status)")
        }
    }
}
