import Database
import TestSupport
import Testing

@Suite struct StoreRoleTests {
    @Test(arguments: TestStore.allCases)
    func `a role belongs to one process until it closes the store`(kind: TestStore) async throws {
        try await kind.withLocation { location in
            let first = try Database(location)
            let second = try Database(location)
            #expect(try await first.claim(.pipeline))
            #expect(try await second.claim(.pipeline, patience: .zero) == false)
            await first.close()
            #expect(try await second.claim(.pipeline))
            await second.close()
        }
    }
}
