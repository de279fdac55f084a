import Essentials

/// Bounds the bytes that a server keeps of requests and answers, in all and by owner.
///
/// A request that arrives in one piece, and an answer that leaves in one, never get here: only
/// what has to wait in memory is counted. One owner may hold a quarter, and what nobody owns yet,
/// such as heads that are not complete, a half.
final class ByteBudget: Sendable {
    private struct State {
        var total = 0
        var unowned = 0
        var byOwner: [ObjectID: Int] = [:]
    }

    private let limit: Int
    private let state = Locked(State())

    init(limit: Int) { self.limit = limit }

    /// The bytes that are held.
    var heldBytes: Int { state.withLock { $0.total } }

    /// Counts the bytes if there is room for them.
    func reserve(_ bytes: Int, for owner: ObjectID?) -> Bool {
        state.withLock { state in
            guard state.total + bytes <= limit else { return false }
            if let owner {
                let held = state.byOwner[owner, default: 0] + bytes
                guard held <= limit / 4 else { return false }
                state.byOwner[owner] = held
            } else {
                guard state.unowned + bytes <= limit / 2 else { return false }
                state.unowned += bytes
            }
            state.total += bytes
            return true
        }
    }

    /// Gives back what was reserved.
    func release(_ bytes: Int, for owner: ObjectID?) {
        guard bytes > 0 else { return }
        state.withLock { state in
            state.total -= bytes
            if let owner {
                let left = state.byOwner[owner, default: bytes] - bytes
                state.byOwner[owner] = left > 0 ? left : nil
            } else {
                state.unowned -= bytes
            }
        }
    }
}

/// What one connection holds of a budget.
struct HeldBytes {
    private(set) var bytes = 0
    private var owner: ObjectID?

    /// Holds this many bytes from now on; false, and nothing changes, when there is no room.
    mutating func hold(_ wanted: Int, of budget: ByteBudget, for owner: ObjectID?) -> Bool {
        if owner != self.owner || wanted < bytes {
            budget.release(bytes, for: self.owner)
            bytes = 0
            self.owner = owner
        }
        guard wanted > bytes else { return true }
        guard budget.reserve(wanted - bytes, for: owner) else { return false }
        bytes = wanted
        return true
    }

    mutating func release(to budget: ByteBudget) {
        budget.release(bytes, for: owner)
        bytes = 0
    }
}
