import Essentials

/// Caches what the store returned, including that there is nothing, until it is emptied.
///
/// It is bounded in size and time. Callers that miss the same key at once share one read. A read
/// that began before ``removeAll()`` answers its callers, but is not cached.
final class ReadThroughCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// How much is cached, and for how long.
    struct Limits: Sendable {
        var capacity = 65_536
        /// A bound in case the notification of a change gets lost.
        var lifetime: Duration = .seconds(60)
        var absenceCapacity = 16_384
        var absenceLifetime: Duration = .seconds(5)
    }

    typealias Answer = Result<Value?, ServiceError>
    typealias Load = @Sendable () async throws(ServiceError) -> Value?

    private struct Remembered {
        let value: Value
        let until: Timestamp
    }

    private struct State {
        var generation = 0
        var values: GenerationalCache<Key, Remembered>
        var absences: GenerationalCache<Key, Timestamp>
        var reads: [Key: Task<Answer, Never>] = [:]
    }

    private enum Step {
        case known(Value?)
        case wait(Task<Answer, Never>)
    }

    private let limits: Limits
    private let state: Locked<State>

    init(limits: Limits = Limits()) {
        self.limits = limits
        state = Locked(
            State(
                values: GenerationalCache(capacity: limits.capacity),
                absences: GenerationalCache(capacity: limits.absenceCapacity)
            )
        )
    }

    /// The cached value; nil if there is none or the store must be asked.
    func cached(_ key: Key, at now: Timestamp) -> Value? {
        state.withLock { state in
            guard let entry = state.values.value(for: key),
                isFresh(entry.until, limits.lifetime, at: now)
            else { return nil }
            return entry.value
        }
    }

    /// The value of a key, cached or read; nil if the store has none.
    func value(
        for key: Key,
        at now: Timestamp,
        load: @escaping Load
    ) async throws(ServiceError) -> Value? {
        let step = state.withLock { state -> Step in
            if let entry = state.values.value(for: key),
                isFresh(entry.until, limits.lifetime, at: now)
            {
                return .known(entry.value)
            }
            if let until = state.absences.value(for: key),
                isFresh(until, limits.absenceLifetime, at: now)
            {
                return .known(nil)
            }
            if let read = state.reads[key] { return .wait(read) }
            let generation = state.generation
            let read = Task { await self.read(key, generation: generation, at: now, load) }
            state.reads[key] = read
            return .wait(read)
        }
        switch step {
        case .known(let value): return value
        case .wait(let read): return try await read.value.get()
        }
    }

    /// Whether an entry may be used; a clock that was set back does not lengthen its life.
    private func isFresh(_ until: Timestamp, _ lifetime: Duration, at now: Timestamp) -> Bool {
        now < until && until <= now + lifetime
    }

    /// Removes all entries.
    func removeAll() {
        state.withLock { state in
            state.generation += 1
            state.values.removeAll()
            state.absences.removeAll()
            state.reads = [:]
        }
    }

    private func read(
        _ key: Key,
        generation: Int,
        at now: Timestamp,
        _ load: Load
    ) async -> Answer {
        let answer: Answer
        do { answer = .success(try await load()) } catch { answer = .failure(error) }
        state.withLock { state in
            guard state.generation == generation else { return }
            state.reads[key] = nil
            guard case .success(let found) = answer else { return }
            if let found {
                let until = now + limits.lifetime
                state.values.insert(Remembered(value: found, until: until), for: key)
            } else {
                state.absences.insert(now + limits.absenceLifetime, for: key)
            }
        }
        return answer
    }
}
