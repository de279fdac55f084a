import AccountsModel
import Database
import Essentials

/// Detects which topics changed, and calls their handlers.
///
/// Every change by an operator increments its topic's version in `change_counter`. After a commit
/// of another process the versions are compared, so commits of messages call no handler. A server
/// then stores in `change_applied` which versions its handlers have applied.
final class ChangeWatch: Sendable {
    private struct State {
        var handlers: [ChangeTopic: [@Sendable () -> Void]] = [:]
        var appliers: [ChangeTopic: [@Sendable () async -> Void]] = [:]
        var seen: [ChangeTopic: Int64] = [:]
        /// The versions of changes that this process committed.
        var own: [ChangeTopic: Int64] = [:]
        var isListening = false
        var isLooking = false
        var mustLookAgain = false
        var acknowledges = false
    }

    private let database: Database
    private let state = Locked(State())

    init(_ database: Database) { self.database = database }

    /// The versions of the changes that this process committed.
    var ownVersions: [ChangeTopic: Int64] { state.withLock { $0.own } }

    func onChange(of topic: ChangeTopic, _ handler: @escaping @Sendable () -> Void) {
        state.withLock { $0.handlers[topic, default: []].append(handler) }
        listen()
    }

    func onChange(
        of topic: ChangeTopic,
        applying handler: @escaping @Sendable () async -> Void
    ) {
        state.withLock { $0.appliers[topic, default: []].append(handler) }
        listen()
    }

    /// Tells everybody once, and stores from now on what was applied.
    func acknowledge() {
        state.withLock { state in
            state.acknowledges = true
            // What changed while this process started is told as well.
            state.seen = [:]
        }
        listen()
        look()
    }

    private func listen() {
        let isFirst = state.withLock { state in
            defer { state.isListening = true }
            return !state.isListening
        }
        if isFirst { database.onForeignCommit { [weak self] in self?.look() } }
    }

    /// Records a change that this process committed.
    func committed(_ topic: ChangeTopic, version: Int64) {
        state.withLock { state in
            state.seen[topic] = max(state.seen[topic] ?? 0, version)
            state.own[topic] = max(state.own[topic] ?? 0, version)
        }
        callHandlers(of: topic)
        guard state.withLock({ $0.appliers[topic] }) != nil else { return }
        Task { await apply(topic) }
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
        let versions: [ChangeTopic: Int64]
        do {
            versions = try await database.read { try $0.changedVersions() }
        } catch {
            // What changed is unknown, so everything may have.
            for topic in ChangeTopic.allCases {
                callHandlers(of: topic)
                await apply(topic)
            }
            return
        }
        let news = state.withLock { state in
            let news = versions.filter { $0.value > state.seen[$0.key] ?? -1 }
            state.seen.merge(news) { $1 }
            return news
        }
        // The quick ones first: no cache may answer while another topic is applied.
        for topic in news.keys { callHandlers(of: topic) }
        await withTaskGroup { group in
            for topic in news.keys { group.addTask { await self.apply(topic) } }
        }
        if !news.isEmpty, state.withLock({ $0.acknowledges }) { await store(news) }
    }

    private func store(_ versions: [ChangeTopic: Int64]) async {
        do {
            try await database.write { transaction in
                for (topic, version) in versions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    try transaction.execute(
                        """
                        INSERT INTO change_applied (topic, version) VALUES ($1, $2)
                        ON CONFLICT (topic) DO UPDATE SET version = excluded.version
                        """,
                        [SQLValue(topic.rawValue), .integer(version)]
                    )
                }
            }
        } catch {
            // Told again at the next look, so that it is stored then.
            state.withLock { state in
                for topic in versions.keys { state.seen[topic] = nil }
            }
        }
    }

    private func callHandlers(of topic: ChangeTopic) {
        for handler in state.withLock({ $0.handlers[topic] ?? [] }) { handler() }
    }

    private func apply(_ topic: ChangeTopic) async {
        for handler in state.withLock({ $0.appliers[topic] ?? [] }) { await handler() }
    }
}

extension SQLReader {
    /// How often each topic was changed.
    func changedVersions() throws(DatabaseError) -> [ChangeTopic: Int64] {
        try versions("SELECT topic, version FROM change_counter")
    }

    /// Which version of each topic the running server has applied.
    func appliedVersions() throws(DatabaseError) -> [ChangeTopic: Int64] {
        try versions("SELECT topic, version FROM change_applied")
    }

    private func versions(_ sql: String) throws(DatabaseError) -> [ChangeTopic: Int64] {
        var versions: [ChangeTopic: Int64] = [:]
        for row in try query(sql) {
            guard let topic = ChangeTopic(rawValue: try row.text(0)) else { continue }
            versions[topic] = try row.integer(1)
        }
        return versions
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
