import Essentials
import Testing

@testable import Accounts

@Suite struct ReadThroughCacheTests {
    private let now = Timestamp(seconds: 1_000)
    private let reads = Locked(0)

    private func count() -> Int { reads.withLock { $0 } }

    private func counting(_ value: String?) -> ReadThroughCache<Int, String>.Load {
        let reads = reads
        return { () async throws(ServiceError) in
            reads.withLock { $0 += 1 }
            return value
        }
    }

    @Test func `an answer is read once, also the answer that there is nothing`() async throws {
        let cache = ReadThroughCache<Int, String>()
        for _ in 0..<5 {
            #expect(try await cache.value(for: 1, at: now, load: counting("one")) == "one")
            #expect(try await cache.value(for: 2, at: now, load: counting(nil)) == nil)
        }
        #expect(count() == 2)
        #expect(cache.cached(1, at: now) == "one")
        #expect(cache.cached(2, at: now) == nil)
    }

    @Test func `an answer is asked for again after its lifetime`() async throws {
        let cache = ReadThroughCache<Int, String>()
        _ = try await cache.value(for: 1, at: now, load: counting("one"))
        _ = try await cache.value(for: 2, at: now, load: counting(nil))
        let later = now + .seconds(10)
        _ = try await cache.value(for: 1, at: later, load: counting("one"))
        _ = try await cache.value(for: 2, at: later, load: counting(nil))
        #expect(count() == 3)
        #expect(cache.cached(1, at: now + .seconds(60)) == nil)
    }

    @Test func `an error is not remembered`() async throws {
        let cache = ReadThroughCache<Int, String>()
        await #expect(throws: ServiceError.unavailable("down")) {
            try await cache.value(for: 1, at: now) { () async throws(ServiceError) in
                throw .unavailable("down")
            }
        }
        #expect(try await cache.value(for: 1, at: now, load: counting("one")) == "one")
    }

    @Test func `a read that began before a change is not remembered`() async throws {
        let cache = ReadThroughCache<Int, String>()
        let gate = Gate()
        let reader = Task {
            try await cache.value(for: 1, at: now) { () async throws(ServiceError) in
                await gate.pass()
                return "stale"
            }
        }
        await gate.arrived()
        cache.removeAll()
        // Who asks after the change does not wait for the old read.
        #expect(try await cache.value(for: 1, at: now, load: counting("fresh")) == "fresh")
        await gate.open()
        #expect(try await reader.value == "stale")
        #expect(cache.cached(1, at: now) == "fresh")
    }

    @Test func `callers that miss together share one read`() async throws {
        let cache = ReadThroughCache<Int, String>()
        let gate = Gate()
        let load = counting("one")
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await cache.value(for: 1, at: now) { () async throws(ServiceError) in
                        await gate.pass()
                        return try await load()
                    }
                }
            }
            await gate.arrived()
            await gate.open()
            for try await value in group { #expect(value == "one") }
        }
        #expect(count() == 1)
    }
}

/// Holds whoever passes until it is opened, and tells when the first one is there.
private actor Gate {
    private var isOpen = false
    private var hasArrival = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        hasArrival = true
        for watcher in watchers { watcher.resume() }
        watchers = []
        guard !isOpen else { return }
        await withCheckedContinuation { held.append($0) }
    }

    func arrived() async {
        guard !hasArrival else { return }
        await withCheckedContinuation { watchers.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}
