import Database
import Essentials
import TestSupport
import Testing

@Suite struct BatcherTests {
    private static func notes(
        _ database: Database,
        lane: Lane = .interactive,
        capacity: Int = 10_000,
        most: Int = 1000,
        sizes: Locked<[Int]> = Locked([])
    ) -> Batcher<String, Int64> {
        Batcher(database, lane: lane, capacity: capacity, mostPerTransaction: most) {
            transaction,
            inputs in
            sizes.withLock { $0.append(inputs.count) }
            return try inputs.map { input in
                if input == "bad" { throw OwnError() }
                let rows = try transaction.query(
                    "INSERT INTO note (body) VALUES ($1) RETURNING id",
                    [input == "null" ? nil : .text(input)]
                )
                return try rows[0].integer(0)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what arrives while the writer is busy is written in one go`(
        store: TestStore
    ) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let sizes = Locked<[Int]>([])
            let batcher = Self.notes(database, most: 60, sizes: sizes)
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            let ids = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for number in 0..<50 {
                    group.addTask { [try await batcher.submit("\(number)")] }
                }
                group.addTask { try await batcher.submit((0..<50).map { "\($0)" }) }
                try await waitUntil { batcher.depth == 100 }
                gate.open()
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try await first
            #expect(Set(ids).count == 100)
            #expect(sizes.withLock { $0.reduce(0, +) } == 100)
            #expect(sizes.withLock { $0.allSatisfy { $0 <= 60 } })
            #expect(try await database.count("note") == 100)
            #expect(batcher.depth == 0)
        }
    }

    @Test func `a share with many submissions delays another by one batch at most`() async throws {
        try await TestStore.sqlite.withDatabase(migrations: Fixture.schema) { database in
            let order = Locked<[[String]]>([])
            let batcher = Batcher<String, Bool>(
                database,
                lane: .interactive,
                capacity: 100,
                capacityPerShare: 60,
                mostPerTransaction: 10
            ) { _, inputs in
                order.withLock { $0.append(inputs) }
                return inputs.map { _ in true }
            }
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            let refused = Locked(0)
            for number in 0..<70 {
                batcher.enqueue(["a\(number)"], of: 1) { result in
                    if case .failure = result { refused.withLock { $0 += 1 } }
                }
            }
            for number in 0..<3 { batcher.enqueue(["b\(number)"], of: 2) { _ in } }
            #expect(refused.withLock { $0 } == 10)
            gate.open()
            try await first
            try await waitUntil { batcher.depth == 0 }
            _ = try await batcher.submit("last", of: 3)
            let batches = order.withLock { $0 }
            #expect(batches.first == ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "a4", "a5", "a6"])
            let ofFirst = batches.flatMap(\.self).filter { $0.hasPrefix("a") }
            #expect(ofFirst == (0..<60).map { "a\($0)" })
        }
    }

    @Test func `heavy inputs are spread over transactions`() async throws {
        try await TestStore.sqlite.withDatabase(migrations: Fixture.schema) { database in
            let weights = Locked<[Int]>([])
            let batcher = Batcher<Int, Bool>(
                database,
                lane: .interactive,
                capacity: 100,
                mostPerTransaction: 100,
                weight: { $0 },
                mostWeight: 50,
                { _, inputs in
                    weights.withLock { $0.append(inputs.reduce(0, +)) }
                    return inputs.map { _ in true }
                }
            )
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            for weight in [20, 20, 20, 80, 1, 1] { batcher.enqueue([weight]) { _ in } }
            gate.open()
            try await first
            try await waitUntil { batcher.depth == 0 }
            _ = try await batcher.submit(7)
            #expect(weights.withLock { $0 } == [40, 20, 80, 2, 7])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an error hurts only its own submission`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let batcher = Self.notes(database)
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            let failed = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let extra = number == 13 ? ["bad"] : number == 31 ? ["null"] : []
                        do {
                            _ = try await batcher.submit(["\(number)"] + extra)
                            return nil
                        } catch {
                            return number
                        }
                    }
                }
                try await waitUntil { batcher.depth == 42 }
                gate.open()
                return try await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
            }
            try await first
            #expect(failed.sorted() == [13, 31])
            #expect(try await database.count("note") == 38)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a full batcher refuses at once`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let batcher = Self.notes(database, capacity: 3)
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            async let taken = batcher.submit(["a", "b", "c"])
            try await waitUntil { batcher.depth == 3 }
            await #expect(throws: DatabaseError.busy) { _ = try await batcher.submit("d") }
            gate.open()
            #expect(try await taken.count == 3)
            try await first
            await #expect(throws: DatabaseError.busy) {
                _ = try await batcher.submit(["a", "b", "c", "d"])
            }
            #expect(try await batcher.submit([]).isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a batcher of a closed database refuses`(store: TestStore) async throws {
        try await store.withLocation { location in
            let database = try Database(location)
            try await database.migrate(Fixture.schema)
            let batcher = Self.notes(database, lane: .bulk)
            #expect(try await batcher.submit("a") == 1)
            await database.close()
            await #expect(throws: DatabaseError.closed) { _ = try await batcher.submit("b") }
        }
    }

    @Test func `a body that loses an output fails as invalid`() async throws {
        try await TestStore.sqlite.withDatabase { database in
            let batcher = Batcher<Int, Int>(
                database,
                lane: .bulk,
                capacity: 10,
                mostPerTransaction: 10
            ) { _, inputs in Array(inputs.dropLast()) }
            await #expect(throws: DatabaseError.self) { _ = try await batcher.submit([1, 2]) }
        }
    }
}
