import AccountsModel
import Database
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@Suite struct ChangeFeedTests {
    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `a change is told to its topic, here and in another process`(
        kind: TestStore
    ) async throws {
        try await kind.withLocation { location in
            let here = try await StoreFixture.open(location, process: 1)
            let there = try await StoreFixture.open(location, process: 2)
            let own = Counter(here.store, .accounts)
            let foreign = Counter(there.store, .accounts)
            let routing = Counter(there.store, .routing)
            let organization = try await here.organization()
            #expect(own.count == 1)
            await foreign.reach(1)
            _ = try await here.topUp(organization.id, 5)
            await foreign.reach(2)
            #expect(routing.count == 0)
            let route = Route(id: here.ids.next(), carrier: .simulator)
            try await here.store.routing.save(route, audit: here.audit())
            await routing.reach(1)
            #expect(foreign.count == 2)
            await here.store.database.close()
            await there.store.database.close()
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `no change of another process is missed, however soon it follows`(
        kind: TestStore
    ) async throws {
        try await kind.withLocation { location in
            let here = try await StoreFixture.open(location, process: 1)
            let there = try await StoreFixture.open(location, process: 2)
            let foreign = Counter(there.store, .accounts)
            for round in 1...20 {
                _ = try await here.organization()
                await foreign.reach(round)
            }
            await here.store.database.close()
            await there.store.database.close()
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `a process that changed something waits until the server has applied it`(
        kind: TestStore
    ) async throws {
        try await kind.withLocation { location in
            let command = try await StoreFixture.open(location, process: 1)
            let patience = Duration.seconds(20)
            #expect(try await command.store.changesApplied(within: patience) == .notNeeded)
            _ = try await command.organization()
            #expect(try await command.store.changesApplied(within: patience) == .noServer)

            let server = try await StoreFixture.open(location, process: 2)
            #expect(try await server.store.database.claim(.pipeline))
            let applied = Locked(0)
            server.store.onChange(
                of: .accounts,
                applying: {
                    for _ in 0..<100 { await Task.yield() }
                    applied.withLock { $0 += 1 }
                }
            )
            #expect(
                try await command.store.changesApplied(within: .milliseconds(50)) == .unanswered
            )
            server.store.acknowledgeChanges()
            #expect(try await command.store.changesApplied(within: patience) == .applied)
            for _ in 0..<10 {
                let before = applied.withLock { $0 }
                _ = try await command.organization()
                #expect(try await command.store.changesApplied(within: patience) == .applied)
                #expect(applied.withLock { $0 } > before)
            }
            await server.store.database.close()
            _ = try await command.organization()
            #expect(try await command.store.changesApplied(within: patience) == .noServer)
            await command.store.database.close()
        }
    }

    @Test(arguments: TestStore.allCases)
    func `two processes that start together agree on a secret`(kind: TestStore) async throws {
        try await kind.withLocation { location in
            let fixtures = [
                try await StoreFixture.open(location, process: 1),
                try await StoreFixture.open(location, process: 2),
            ]
            let secrets = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for candidate in 0..<16 {
                    group.addTask {
                        try await fixtures[candidate % 2].store.secrets.serverSecret(
                            named: "key",
                            proposing: [UInt8(candidate)]
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(secrets).count == 1)
            for fixture in fixtures { await fixture.store.database.close() }
        }
    }
}

/// Counts what a feed tells.
private final class Counter: Sendable {
    private let told = Locked(0)

    init(_ feed: any ChangeFeed, _ topic: ChangeTopic) {
        let told = told
        feed.onChange(of: topic) { told.withLock { $0 += 1 } }
    }

    var count: Int { told.withLock { $0 } }

    func reach(_ goal: Int) async {
        while count < goal { await Task.yield() }
    }
}
