import AccountsModel
import Essentials
import SQLStore
import TestSupport
import Testing

@Suite struct LedgerTests {
    @Test(arguments: TestStore.allCases)
    func `whoever writes, the balance stays above the credit and equals the ledger's sum`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let owner = try await fixture.organization(balance: 1_000, credit: 500)
            var generator = SeededGenerator(seed: 5)
            let amounts = (0..<200).map { _ in
                Int64.random(in: -300...200, using: &generator)
            }
            let taken = try await withThrowingTaskGroup(of: Int64.self) { group in
                for amount in amounts where amount != 0 {
                    group.addTask {
                        do {
                            let entry = try await fixture.topUp(owner.id, amount)
                            #expect(entry.balanceAfter >= Money(micros: -500))
                            return amount
                        } catch ServiceError.conflict {
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            let balance = try #require(try await fixture.store.accounts.organization(owner.id))
                .balance
            #expect(balance == Money(micros: 1_000 + taken))
            let ledger = try await fixture.store.accounts.ledger(of: owner.id, limit: 1000)
            #expect(ledger.reduce(.zero) { $0 + $1.amount } == balance)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the ledger is newest first, limited and by organization`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let owner = try await fixture.organization(balance: 10)
            let other = try await fixture.organization(balance: 20)
            for amount in 1...3 { _ = try await fixture.topUp(owner.id, Int64(amount)) }
            let ledger = try await fixture.store.accounts.ledger(of: owner.id, limit: 3)
            #expect(ledger.map(\.amount.micros) == [3, 2, 1])
            #expect(ledger.map(\.balanceAfter.micros) == [16, 13, 11])
            #expect(try await fixture.store.accounts.ledger(of: other.id, limit: 9).count == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `money for nobody is refused`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            await #expect(throws: ServiceError.notFound("organization")) {
                try await fixture.topUp(OrganizationID(99), 5)
            }
        }
    }
}
