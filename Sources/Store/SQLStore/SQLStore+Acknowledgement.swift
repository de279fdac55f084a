public import AccountsModel
import Database
public import Essentials

/// Whether the changes of this process are in force.
public enum ChangeAcknowledgement: Sendable, Hashable {
    /// This process changed nothing that a server caches.
    case notNeeded
    /// The running server has applied them all.
    case applied
    /// No server runs; one reads them when it starts.
    case noServer
    /// The running server has not answered in time; it applies them when it can.
    case unanswered
}

extension SQLStore {
    /// Tells all followers once, and from now on lets other processes know what this server has
    /// applied; called when a server is started.
    public func acknowledgeChanges() { changes.acknowledge() }

    /// Waits until the running server has applied what this process changed.
    ///
    /// The next request to that server obeys it then.
    public func changesApplied(
        within patience: Duration
    ) async throws(ServiceError) -> ChangeAcknowledgement {
        let wanted = changes.ownVersions
        guard !wanted.isEmpty else { return .notNeeded }
        let end = monotonicNanoseconds() + UInt64(patience.wholeMicroseconds) * 1000
        var pause = Duration.milliseconds(2)
        repeat {
            guard try await isClaimed(.pipeline) else { return .noServer }
            let applied = try await read { try $0.appliedVersions() }
            if wanted.allSatisfy({ applied[$0.key] ?? -1 >= $0.value }) { return .applied }
            do { try await Task.sleep(for: pause) } catch { return .unanswered }
            pause = min(pause * 2, .milliseconds(50))
        } while monotonicNanoseconds() < end
        return .unanswered
    }

    /// Whether this process changed any of the topics.
    public func changedByThisProcess(anyOf topics: Set<ChangeTopic>) -> Bool {
        !topics.isDisjoint(with: changes.ownVersions.keys)
    }

    private func isClaimed(_ role: StoreRole) async throws(ServiceError) -> Bool {
        do { return try await database.isClaimed(role) } catch { throw ServiceError(store: error) }
    }
}
