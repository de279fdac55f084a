import AccountsModel
import Database
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@Suite struct RoutingStoreTests {
    @Test(arguments: TestStore.allCases)
    func `routes are kept, replaced and removed`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let project = try await fixture.project()
            let plain = Route(id: fixture.ids.next(), carrier: .simulator)
            let narrow = Route(
                id: fixture.ids.next(),
                carrier: CarrierID("acme"),
                country: "ES",
                prefix: RoutePrefix("346"),
                sender: "Acme",
                project: project.id,
                priority: -3,
                weight: 7,
                isEnabled: false
            )
            for route in [plain, narrow] {
                try await fixture.store.routing.save(route, audit: fixture.audit())
            }
            #expect(try await fixture.store.routing.routes() == StoredRoutes([plain, narrow]))
            let replaced = Route(id: plain.id, carrier: .simulator, priority: 9)
            try await fixture.store.routing.save(replaced, audit: fixture.audit())
            #expect(try await fixture.store.routing.routes() == StoredRoutes([replaced, narrow]))
            try await fixture.store.routing.removeRoute(plain.id, audit: fixture.audit())
            #expect(try await fixture.store.routing.routes() == StoredRoutes([narrow]))
            await #expect(throws: ServiceError.notFound("route \(plain.id)")) {
                try await fixture.store.routing.removeRoute(plain.id, audit: fixture.audit())
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a stored route with an invalid prefix is left out alone`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let good = Route(id: fixture.ids.next(), carrier: .simulator)
            let bad = Route(id: fixture.ids.next(), carrier: .simulator)
            for route in [good, bad] {
                try await fixture.store.routing.save(route, audit: fixture.audit())
            }
            _ = try await fixture.store.database.write { transaction in
                try transaction.execute(
                    "UPDATE route SET prefix = '034' WHERE id = $1",
                    [SQLValue(bad.id)]
                )
            }
            let invalid = InvalidRoute(bad.id, .prefix("034"))
            #expect(
                try await fixture.store.routing.routes() == StoredRoutes([good], invalid: [invalid])
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `carrier settings are kept with their options`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            var carrier = CarrierSettings(
                id: .simulator,
                windowSize: 10,
                ratePerSecond: 50,
                isPaused: true,
                options: ["latencyMilliseconds": "50", "text": "a=b, 'c'"]
            )
            try await fixture.store.routing.save(carrier, audit: fixture.audit())
            #expect(try await fixture.store.routing.carriers() == [carrier])
            carrier.options = ["latencyMilliseconds": "60"]
            carrier.ratePerSecond = nil
            carrier.isPaused = false
            try await fixture.store.routing.save(carrier, audit: fixture.audit())
            #expect(try await fixture.store.routing.carriers() == [carrier])
        }
    }
}
