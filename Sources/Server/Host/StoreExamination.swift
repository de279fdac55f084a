import Database
import Essentials
import SQLStore
import Telemetry

/// Looks for damage in the store's file before a node accepts anything into it.
enum StoreExamination {
    /// Reading this much takes about a second; larger stores are left to `doctor`.
    private static let largestFile = 1 << 30

    /// Throws if the file is damaged.
    static func require(
        _ store: SQLStore,
        _ configuration: NodeConfiguration,
        _ logger: Logger
    ) async throws {
        if let folder = configuration.dataFolder {
            let size = FileContents.size(of: "\(folder)/heliograph.db") ?? 0
            guard size <= largestFile else {
                return logger.info("the store is too large to be examined at start; run doctor")
            }
        }
        let problems = try await store.database.examine(.quick)
        guard let first = problems.first else { return }
        throw ServiceError(.damaged(first))
    }
}
