import Essentials
import MessagingModel
import Operations
import SQLStore
import TestSupport
import Testing

@Suite struct CarrierServiceTests {
    private static let acme = CarrierID("acme")

    private static func change(
        _ body: (inout CarrierChange) -> Void = { _ in }
    ) -> CarrierChange {
        var change = CarrierChange()
        change.options = [("host", "10.0.0.1"), ("password", "geheim")]
        body(&change)
        return change
    }

    @Test(arguments: TestStore.allCases)
    func `a carrier is added, changed, paused, resumed and removed, each with its audit entry`(
        kind: TestStore
    ) async throws {
        try await OperatorWorld.with(kind) { world in
            let carriers = world.services.carriers
            let added = try await carriers.add(
                Self.acme,
                kind: "paper",
                Self.change(),
                by: "ann"
            )
            #expect(added.settings.windowSize == 300)
            var change = CarrierChange()
            change.rate = .some(50)
            change.window = 9
            change.options = [("host", "")]
            let changed = try await carriers.update(Self.acme, change, by: "ann")
            #expect(changed.settings.options == ["password": "hidden"])
            #expect(try await carriers.pause(Self.acme, by: "ann").settings.isPaused)
            #expect(try await !carriers.resume(Self.acme, by: "ann").settings.isPaused)
            try await carriers.remove(Self.acme, by: "ann")
            #expect(try await carriers.list().map(\.settings.id) == [.simulator])
            let log = try await world.auditLog()
            #expect(
                log.map { $0[0] } == [
                    "carrier.remove", "carrier.resume", "carrier.pause", "carrier.set",
                    "carrier.add",
                ]
            )
            #expect(log.allSatisfy { $0[1] == "acme" })
            #expect(
                log[3][2] == "type=paper window=9 rate=50 paused=no options=password=hidden"
            )
            #expect(
                log[4][2] == "type=paper window=300 rate=- paused=no"
                    + " options=host=10.0.0.1 password=hidden"
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a secret reaches the store and no reader`(kind: TestStore) async throws {
        try await OperatorWorld.with(kind) { world in
            let carriers = world.services.carriers
            _ = try await carriers.add(Self.acme, kind: "paper", Self.change(), by: "ann")
            let stored = try await world.store.routing.carriers()
            #expect(stored.first?.options["password"] == "geheim")
            #expect(
                try await carriers.carrier(Self.acme).settings.options["password"] == "hidden"
            )
            let listed = try await carriers.list().first { $0.settings.id == Self.acme }
            #expect(listed?.settings.options["password"] == "hidden")
        }
    }

    @Test func `every field that breaks a rule is named at once`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let carriers = world.services.carriers
            let wrong = Self.change {
                $0.window = 0
                $0.rate = .some(0)
                $0.options = [("host", String(repeating: "x", count: 1000))]
            }
            await expectRefusal(of: ["name", "type", "window", "rate", "options.host"]) {
                try await carriers.add(CarrierID("a b"), kind: "simulator", wrong, by: "ann")
            }
            await expectRefusal(of: ["window", "rate", "options.host"]) {
                try await carriers.update(.simulator, wrong, by: "ann")
            }
            let log = try await world.auditLog()
            #expect(log == [])
        }
    }

    @Test func `an option that the kind refuses is named`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            await expectRefusal(of: ["options.hots"]) {
                try await world.services.carriers.add(
                    Self.acme,
                    kind: "paper",
                    Self.change { $0.options = [("hots", "10.0.0.1")] },
                    by: "ann"
                )
            }
        }
    }

    @Test func `a name is taken once`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let carriers = world.services.carriers
            await #expect(throws: ServiceError.conflict("there is a carrier simulator already")) {
                try await carriers.add(.simulator, kind: "paper", Self.change(), by: "ann")
            }
        }
    }

    @Test func `a carrier that is built in stays`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            await expectRefusal(of: ["name"]) {
                try await world.services.carriers.remove(.simulator, by: "ann")
            }
        }
    }

    @Test func `a carrier that a route leads to stays`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let carriers = world.services.carriers
            _ = try await carriers.add(Self.acme, kind: "paper", Self.change(), by: "ann")
            _ = try await world.services.routes.add(NewRoute(carrier: Self.acme), by: "ann")
            await #expect(throws: ServiceError.self) {
                try await carriers.remove(Self.acme, by: "ann")
            }
        }
    }

    @Test func `only carriers with connections are checked`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let carriers = world.services.carriers
            #expect(try await carriers.check(.simulator).map(\.isBound) == [true])
            _ = try await carriers.add(Self.acme, kind: "paper", Self.change(), by: "ann")
            await expectRefusal(of: ["name"]) { try await carriers.check(Self.acme) }
        }
    }

    @Test func `a status is shown for 20 seconds`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let carriers = world.services.carriers
            let status = CarrierStatus(
                id: .simulator,
                state: .up,
                inFlight: 1,
                queued: 2,
                submitted: 3,
                submittedPerSecond: 4,
                receipts: 5,
                throttled: 6,
                failed: 7,
                lastError: nil,
                at: world.clock.now
            )
            try await world.store.routing.save([status])
            #expect(try await carriers.carrier(.simulator).status == status)
            world.clock.advance(by: .seconds(20))
            #expect(try await carriers.carrier(.simulator).status == nil)
        }
    }
}
