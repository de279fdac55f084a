import Essentials

/// What the sessions of one writer hand on when a lost connection is opened again.
///
/// With PostgreSQL a role ends with its session, and a session may outlive its connection: it keeps
/// its locks, and it may still commit. So the next session first ends the one before, and then
/// claims its roles again. If another process has, or had, one of them meanwhile, this process must
/// not write any more: what it knows of the store is outdated.
final class Succession: Sendable {
    private struct State: Sendable {
        var claims: [StoreRole: Int64] = [:]
        var predecessor: SessionMark?
        var lost: StoreRole?
        var onLoss: [@Sendable (StoreRole) -> Void] = []
    }

    private let state = Locked(State())

    /// The role that another process took; nil while this process may write.
    var lost: StoreRole? { state.withLock { $0.lost } }

    /// Calls the handler when another process has taken a role; at once if one has already.
    func onLoss(_ handler: @escaping @Sendable (StoreRole) -> Void) {
        let lost = state.withLock { state in
            state.onLoss.append(handler)
            return state.lost
        }
        if let lost { handler(lost) }
    }

    /// Claims a role on the present session, and has every later session claim it again.
    ///
    /// False when another process has it.
    func claim(
        _ role: StoreRole,
        on connection: any SQLConnection
    ) throws(DatabaseError) -> Bool {
        if state.withLock({ $0.claims[role] != nil }) { return true }
        guard let number = try connection.claim(role, after: nil) else { return false }
        state.withLock { $0.claims[role] = number }
        return true
    }

    /// Takes over from the session before; throws if the connection must not be used.
    func take(over connection: any SQLConnection) throws(DatabaseError) {
        let (predecessor, claims) = state.withLock { ($0.predecessor, $0.claims) }
        if let lost { throw lost.isTaken }
        if let predecessor { try connection.end(predecessor) }
        for (role, number) in claims.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard try connection.claim(role, after: number) == number else { throw lose(role) }
        }
        state.withLock { $0.predecessor = connection.mark }
    }

    private func lose(_ role: StoreRole) -> DatabaseError {
        let handlers = state.withLock { state in
            state.lost = role
            return state.onLoss
        }
        for handler in handlers { handler(role) }
        return role.isTaken
    }
}

/// Names a session to a later one.
struct SessionMark: Sendable, Hashable {
    /// The number of the server's process.
    let process: Int64
    /// When that process began, in microseconds: numbers are used again.
    let beganAt: Int64
}

extension StoreRole {
    /// The error for work in a role that another process has taken.
    fileprivate var isTaken: DatabaseError {
        .unavailable("another process has taken over the \(self) of this store")
    }
}
