import Essentials
import MessagingModel
import Operations
import TestSupport
import Testing

@Suite struct RouteServiceTests {
    @Test(arguments: TestStore.allCases)
    func `routes are added, listed by priority and removed, each with its audit entry`(
        kind: TestStore
    ) async throws {
        try await OperatorWorld.with(kind) { world in
            let routes = world.services.routes
            var request = NewRoute(carrier: .simulator)
            request.country = "es"
            request.prefix = "346"
            let low = try await routes.add(request, by: "ann")
            #expect(low.country == "ES")
            #expect(low.prefix == RoutePrefix("346"))
            request.priority = 7
            let high = try await routes.add(request, by: "ann")
            #expect(try await routes.list().valid == [high, low])
            try await routes.remove(low.id, by: "ann")
            #expect(try await routes.list().valid == [high])
            #expect(
                try await world.auditLog() == [
                    ["route.remove", "\(low.id)", ""],
                    ["route.add", "\(high.id)", "carrier=simulator priority=7"],
                    ["route.add", "\(low.id)", "carrier=simulator priority=0"],
                ]
            )
        }
    }

    @Test func `every field that breaks a rule is named at once`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            var request = NewRoute(carrier: CarrierID("a/b"))
            request.country = "ESP"
            request.prefix = "034"
            request.sender = ""
            request.priority = 1001
            request.weight = 0
            let wrong = request
            await expectRefusal(of: [
                "carrier", "country", "prefix", "sender", "priority", "weight",
            ]) { try await world.services.routes.add(wrong, by: "ann") }
            let log = try await world.auditLog()
            #expect(log == [])
        }
    }

    @Test func `a route leads to a carrier that the server has`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            await #expect(throws: ServiceError.notFound("carrier acme; there is: simulator")) {
                try await world.services.routes.add(
                    NewRoute(carrier: CarrierID("acme")),
                    by: "ann"
                )
            }
        }
    }

    @Test func `a route that does not exist is not removed`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            await #expect(throws: ServiceError.self) {
                try await world.services.routes.remove(world.ids.next(), by: "ann")
            }
            let log = try await world.auditLog()
            #expect(log == [])
        }
    }
}
