import AccountsModel
import Database
import Essentials
import Host
import SQLStore

/// The store that the arguments name.
struct StoreLocation: Sendable {
    /// The data folder; nil when only a database was named.
    let folder: String?
    private let database: String?

    init(_ arguments: Arguments) throws(UsageError) {
        folder = arguments.text("data")
        database = arguments.text("database")
        guard folder != nil || database != nil else {
            throw UsageError(
                "no store is named; give --data DIR or --database URL, or set HELIOGRAPH_DATA"
                    + " or HELIOGRAPH_DATABASE"
            )
        }
        if let database, !["postgres://", "postgresql://"].contains(where: database.hasPrefix),
            !database.contains("=")
        {
            throw UsageError("--database is '\(database)'; it must begin with postgres://")
        }
    }

    /// The location of the store; creates the data folder if asked to.
    func prepare(creates: Bool) throws -> DatabaseLocation {
        if creates, let folder { try FileContents.makeFolder(folder) }
        if let database { return .postgres(url: database) }
        let path = "\(folder ?? ".")/heliograph.db"
        guard creates || !FileContents.isMissing(path) else {
            throw UsageError(
                "there is no store in '\(folder ?? ".")'; name the server's data folder, or create"
                    + " one with: heliograph organization create"
            )
        }
        return .sqlite(path: path)
    }
}

extension Workspace {
    /// Opens the store that the arguments name, lends it, and closes it.
    ///
    /// Where there is no store, one is made only if the command `creates`. What a command changed
    /// is in force when it returns: it waits for the running server.
    static func with<Result: Sendable>(
        _ arguments: Arguments,
        creates: Bool = false,
        _ body: (Workspace) async throws -> Result
    ) async throws -> Result {
        try await with(
            StoreLocation(arguments).prepare(creates: creates),
            actor: "cli:\(StandardStreams.userName)",
            allowsPrivateTargets: arguments.has(CommandOption.privateTargets.name)
        ) { workspace in
            let result = try await body(workspace)
            try await workspace.awaitServer()
            return result
        }
    }

    /// Opens the store likewise for the server itself, which waits for no other.
    static func server<Result: Sendable>(
        _ arguments: Arguments,
        _ body: (Workspace) async throws -> Result
    ) async throws -> Result {
        try await with(
            StoreLocation(arguments).prepare(creates: true),
            actor: "cli:\(StandardStreams.userName)",
            allowsPrivateTargets: arguments.has(CommandOption.privateTargets.name),
            serverClock: ServerClock(),
            body
        )
    }

    /// How long a command waits until the running server has applied its change.
    private static let patience = Duration.seconds(5)

    private func awaitServer() async throws {
        switch try await store.changesApplied(within: Self.patience) {
        case .notNeeded, .applied: break
        case .noServer:
            // Without a server, this process itself works on the audience.
            guard store.changedByThisProcess(anyOf: [.accounts, .routing]) else { return }
            StandardStreams.writeError(
                "heliograph: stored; no server runs, and the next one to start applies it\n"
            )
        case .unanswered:
            StandardStreams.writeError(
                "heliograph: stored, but the running server has not applied it within 5 s;"
                    + " it does so when it can\n"
            )
        }
    }
}
