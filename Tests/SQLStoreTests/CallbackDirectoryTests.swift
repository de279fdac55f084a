import AccountsModel
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@Suite struct CallbackDirectoryTests {
    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `a callback follows its token, and outlives a revocation`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store
            let directory = CallbackDirectory(store)
            var token = world.token
            let first = CallbackTarget(url: "https://example.com/dlr", secret: [1, 2, 3])
            try await waitUntil { directory.callback(of: token.id) == .found(first) }

            token.callbackURL = "https://example.org/other"
            token.revokedAt = world.now
            try await store.accounts.update(token, audit: world.fixture.audit())
            #expect(directory.callback(of: token.id) == .notKnownYet)
            let second = CallbackTarget(url: "https://example.org/other", secret: [1, 2, 3])
            try await waitUntil { directory.callback(of: token.id) == .found(second) }

            token.callbackURL = nil
            try await store.accounts.update(token, audit: world.fixture.audit())
            try await waitUntil { directory.callback(of: token.id) == .none }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `an unknown token has no callback`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let directory = CallbackDirectory(world.fixture.store)
            let unknown = world.fixture.ids.next()
            try await waitUntil { directory.callback(of: unknown) == .none }
        }
    }
}
