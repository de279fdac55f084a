import Essentials

/// Jobs that share one transaction, so that they share one wait for the disk.
///
/// First all jobs run one after the other, with nothing to isolate them, which is cheap. When one
/// throws, everything is rolled back and run again within savepoints: halves of the group, then
/// halves of the half that failed, until the error reaches only its own caller. After an error
/// that appears only at COMMIT (a deferred foreign key), each part runs in a transaction of its
/// own.
struct WriteGroup {
    private struct Member {
        let job: any WriteJob
        let parts: Int
    }

    /// How many times a transaction is retried after a deadlock or a serialization failure.
    private static let mostRetries = 8

    private var members: [Member] = []
    private(set) var retries = 0
    private(set) var wasIsolated = false
    /// Whether its parts were committed in several transactions.
    private(set) var wasSplit = false
    private(set) var commitNanoseconds: UInt64 = 0

    /// The number of jobs in the group.
    var count: Int { members.count }

    /// Adds a job.
    mutating func add(_ job: any WriteJob) {
        members.append(Member(job: job, parts: job.prepare()))
    }

    /// Hands out the results of all jobs, or the error that rolled them back.
    func finish(_ error: DatabaseError?) {
        for member in members { member.job.finish(error) }
    }

    /// Runs the added jobs and further ones, and commits.
    ///
    /// After the added jobs, runs those that `next` returns, until it returns none.
    mutating func commit(
        on connection: any SQLConnection,
        andThen next: () -> (any WriteJob)?
    ) throws(DatabaseError) {
        var phase = Phase.together
        while true {
            do {
                switch phase {
                case .together: try runTogether(on: connection, andThen: next)
                case .isolated: try runIsolated(on: connection)
                case .alone: try runAlone(on: connection)
                }
                return
            } catch {
                let isTransient = connection.failureIsTransient
                connection.rollback()
                guard connection.isUsable else { throw error.lost }
                if isTransient, retries < WriteGroup.mostRetries {
                    retries += 1
                    pause(beforeRetry: retries)
                    continue
                }
                switch (phase, error) {
                case (.together, .body): phase = .isolated
                case (_, .commit(.constraint)):
                    phase = .alone
                    wasSplit = true
                default: throw error.lost
                }
                wasIsolated = true
            }
        }
    }

    private enum Phase {
        case together, isolated, alone
    }

    /// How far a transaction got.
    private enum Stop: Error {
        case begin(DatabaseError)
        case body(any Error)
        case commit(DatabaseError)

        /// The error for all callers when nothing could be saved.
        var lost: DatabaseError {
            switch self {
            case .begin(let cause), .commit(let cause): cause
            case .body(let cause):
                cause as? DatabaseError ?? .unavailable("the transaction was lost: \(cause)")
            }
        }
    }
}

// MARK: The three ways to run

extension WriteGroup {
    private mutating func runTogether(
        on connection: any SQLConnection,
        andThen next: () -> (any WriteJob)?
    ) throws(Stop) {
        try begin(on: connection)
        for member in members { try run(member, 0..<member.parts, on: connection) }
        while let job = next() {
            add(job)
            if let member = members.last {
                try run(member, 0..<member.parts, on: connection)
            }
        }
        try commit(on: connection)
    }

    private mutating func runIsolated(on connection: any SQLConnection) throws(Stop) {
        try begin(on: connection)
        try settle(members[...], on: connection)
        try commit(on: connection)
    }

    private mutating func runAlone(on connection: any SQLConnection) throws(Stop) {
        for member in members {
            for part in 0..<member.parts {
                do {
                    try begin(on: connection)
                    try run(member, part..<part + 1, on: connection)
                    try commit(on: connection)
                } catch {
                    connection.rollback()
                    guard connection.isUsable else { throw error }
                    switch error {
                    case .begin(let cause), .commit(let cause): member.job.fail(part, with: cause)
                    case .body(let cause): member.job.fail(part, with: cause)
                    }
                }
            }
        }
    }

    /// Runs whole jobs within a savepoint; if that fails, half of them at a time.
    private func settle(
        _ members: ArraySlice<Member>,
        on connection: any SQLConnection
    ) throws(Stop) {
        guard let first = members.first else { return }
        if members.count == 1 { return try settle(first, 0..<first.parts, on: connection) }
        let failure = try guarded(on: connection) { () throws(Stop) in
            for member in members { try run(member, 0..<member.parts, on: connection) }
        }
        guard failure != nil else { return }
        let middle = (members.startIndex + members.endIndex) / 2
        try settle(members[..<middle], on: connection)
        try settle(members[middle...], on: connection)
    }

    /// Runs parts of a job within a savepoint; if that fails, half of them at a time.
    private func settle(
        _ member: Member,
        _ parts: Range<Int>,
        on connection: any SQLConnection
    ) throws(Stop) {
        guard !parts.isEmpty else { return }
        let failure = try guarded(on: connection) { () throws(Stop) in
            try run(member, parts, on: connection)
        }
        guard let failure else { return }
        guard parts.count > 1 else { return member.job.fail(parts.lowerBound, with: failure) }
        let middle = (parts.lowerBound + parts.upperBound) / 2
        try settle(member, parts.lowerBound..<middle, on: connection)
        try settle(member, middle..<parts.upperBound, on: connection)
    }

    /// Runs a closure within a savepoint, and returns the error that rolled it back.
    private func guarded(
        on connection: any SQLConnection,
        _ body: () throws(Stop) -> Void
    ) throws(Stop) -> (any Error)? {
        do {
            try connection.setSavepoint()
        } catch {
            throw .begin(error)
        }
        do throws(Stop) {
            try body()
            do {
                try connection.releaseSavepoint()
            } catch {
                throw .body(error)
            }
            return nil
        } catch {
            guard case .body(let cause) = error, connection.isInTransaction,
                !connection.failureIsTransient
            else { throw error }
            do {
                try connection.rollbackToSavepoint()
            } catch {
                throw .begin(error)
            }
            return cause
        }
    }
}

// MARK: Steps

extension WriteGroup {
    private func begin(on connection: any SQLConnection) throws(Stop) {
        do {
            try connection.begin(.write)
        } catch {
            throw .begin(error)
        }
    }

    private func run(
        _ member: Member,
        _ parts: Range<Int>,
        on connection: any SQLConnection
    ) throws(Stop) {
        connection.failure = nil
        do {
            try member.job.run(parts, on: connection)
        } catch {
            throw .body(error)
        }
        if let failure = connection.failure { throw .body(failure) }
    }

    private mutating func commit(on connection: any SQLConnection) throws(Stop) {
        do {
            if members.contains(where: { $0.job.announces }) { try connection.announce() }
            let start = monotonicNanoseconds()
            try connection.commit()
            commitNanoseconds = monotonicNanoseconds() - start
        } catch {
            throw .commit(error)
        }
    }

    private func pause(beforeRetry retry: Int) {
        var generator = SystemRandomNumberGenerator()
        let wait = Backoff(first: .milliseconds(2), longest: .milliseconds(100), jitter: 0.5)
            .delay(beforeRetry: retry, using: &generator)
        WorkerThread.rest(wait)
    }
}
