import Essentials
import MessageDispatch
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

    @Test(arguments: ["XX", "UK", "E", "ES,FR", "**"])
    func `what is no country is refused`(country: String) async throws {
        try await OperatorWorld.with(.sqlite) { world in
            var request = NewRoute(carrier: .simulator)
            request.country = country
            let wrong = request
            await expectRefusal(of: ["country"]) {
                try await world.services.routes.add(wrong, by: "ann")
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a route that does the same as another is refused`(kind: TestStore) async throws {
        try await OperatorWorld.with(kind) { world in
            let routes = world.services.routes
            var request = NewRoute(carrier: .simulator)
            request.country = "*"
            let everywhere = try await routes.add(request, by: "ann")
            #expect(everywhere.country == nil)
            request.weight = 5
            let same = request
            await #expect(
                throws: ServiceError.conflict("route \(everywhere.id) does the same already")
            ) {
                try await routes.add(same, by: "ann")
            }
            request.prefix = "346"
            _ = try await routes.add(request, by: "ann")
            request.isEnabled = false
            _ = try await routes.add(request, by: "ann")
        }
    }

    @Test func `what no route covers is said in words`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let routes = world.services.routes
            #expect(try await routes.gap() == "every message")
            var request = NewRoute(carrier: .simulator)
            request.country = "ES"
            _ = try await routes.add(request, by: "ann")
            #expect(try await routes.gap() == "messages to every country but ES")
            request.country = nil
            request.prefix = "33"
            _ = try await routes.add(request, by: "ann")
            #expect(
                try await routes.gap()
                    == "messages to every country but ES,"
                    + " except what a prefix, sender or project of a route matches"
            )
            request.prefix = nil
            request.isEnabled = false
            _ = try await routes.add(request, by: "ann")
            #expect(try await routes.gap() != nil)
            request.isEnabled = true
            _ = try await routes.add(request, by: "ann")
            #expect(try await routes.gap() == nil)
        }
    }

    @Test func `a check names the route that takes a number, and what the others are for`()
        async throws
    {
        try await OperatorWorld.with(.sqlite) { world in
            let routes = world.services.routes
            #expect(try await routes.check("+34600000001").taker == nil)
            var request = NewRoute(carrier: .simulator)
            request.country = "FR"
            let french = try await routes.add(request, by: "ann")
            request.country = "ES"
            let spanish = try await routes.add(request, by: "ann")
            request.sender = "Shop"
            let named = try await routes.add(request, by: "ann")
            let check = try await routes.check("+34600000001")
            #expect(check.country == "ES")
            #expect(check.taker?.route == spanish)
            #expect(
                check.routes.map(\.verdict) == [.takes(rank: 0), .otherCountry, .otherSender]
            )
            #expect(check.routes.map(\.route) == [spanish, french, named])
            let shop = try await routes.check("0034600000001", sender: "Shop")
            #expect(shop.taker?.route == named)
            #expect(
                shop.routes.map(\.verdict) == [.takes(rank: 0), .takes(rank: 1), .otherCountry]
            )
            _ = try await world.services.carriers.pause(.simulator, by: "ann")
            let paused = try await routes.check("+34600000001")
            #expect(paused.taker?.carrierProblem == "the carrier is paused")
            await expectRefusal(of: ["number"]) { try await routes.check("612") }
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
