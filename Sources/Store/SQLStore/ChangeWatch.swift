import AccountsModel
import Database
import Essentials

/// Detects which topics changed, and calls their handlers.
///
/// Every change by an operator increments its topic's version in `change_counter`. After a commit
/// of another process the versions are compared, so commits of messages call no handler.
final class ChangeWatch: Sendable {
    private struct State {
        var handlers: [ChangeTopic: [@Sendable () -> Void]] = [:]
        var seen: [ChangeTopic: Int64] = [:]
        var isListening = false
        var isLooking = false
        var mustLookAgain = false
    }

    private let database: Database
    private let state = Locked(State())

    init(_ database: Database) { self.database = database }

    func onChange(of topic: ChangeTopic, _ handler: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            state.handlers[topic, default: []].append(handler)
            defer { state.isListening = true }
            return !state.isListening
        }
        if isFirst { database.onForeignCommit { [weak self] in self?.look() } }
    }

    /// Records a change that this process committed.
    func committed(_ topic: ChangeTopic, version: Int64) {
        state.withLock { $0.seen[topic] = max($0.seen[topic] ?? 0, version) }
        callHandlers(of: topic)
    }

    /// Compares the versions, one comparison at a time; calls meanwhile cause one more.
    private func look() {
        let starts = state.withLock { state in
            defer { state.isLooking = true }
            state.mustLookAgain = state.isLooking
            return !state.isLooking
        }
        guard starts else { return }
        Task {
            repeat { await compare() } while mustLookAgain()
        }
    }

    private func mustLookAgain() -> Bool {
        state.withLock { state in
            state.isLooking = state.mustLookAgain
            state.mustLookAgain = false
            return state.isLooking
        }
    }

    private func compare() async {
        let numbers: [ChangeTopic: Int64]
        do {
            numbers = try await database.read { reader in
                let rows = try reader.query("SELECT topic, version FROM change_counter")
                var numbers: [ChangeTopic: Int64] = [:]
                for row in rows {
                    guard let topic = ChangeTopic(rawValue: try row.text(0)) else { continue }
                    numbers[topic] = try row.integer(1)
                }
                return numbers
            }
        } catch {
            // What changed is unknown, so everything may have.
            ChangeTopic.allCases.forEach(callHandlers(of:))
            return
        }
        for (topic, number) in numbers {
            let isNew = state.withLock { state in
                guard number > state.seen[topic] ?? -1 else { return false }
                state.seen[topic] = number
                return true
            }
            if isNew { callHandlers(of: topic) }
        }
    }

    private func callHandlers(of topic: ChangeTopic) {
        for handler in state.withLock({ $0.handlers[topic] ?? [] }) { handler() }
    }
}

extension SQLTransaction {
    /// Increments the version of a topic; last in its transaction, so that locks have one order.
    func bump(_ topic: ChangeTopic) throws(DatabaseError) -> Int64 {
        let row = try queryOne(
            """
            INSERT INTO change_counter (topic, version) VALUES ($1, 1)
            ON CONFLICT (topic) DO UPDATE SET version = change_counter.version + 1
            RETURNING version
            """,
            [SQLValue(topic.rawValue)]
        )
        return try row?.integer(0) ?? 0
    }
}
