import AccountsModel
import Essentials
import MemoryPorts
import Messaging
import MessagingModel
import Testing

/// What the composer makes of a draft, whichever face it came through.
@Suite struct MessageComposerTests {
    private let clock = ManualClock()
    private var composer: MessageComposer { composer(under: [Self.route()]) }

    private static func route(_ country: String? = nil, project: Int64? = nil) -> Route {
        Route(
            id: ObjectID(high: 5, low: 0),
            carrier: CarrierID("A"),
            country: country,
            project: project.map { ProjectID($0) }
        )
    }

    private func composer(under routes: [Route]) -> MessageComposer {
        MessageComposer(
            clock: clock,
            ids: IDSource(clock: clock, process: 1),
            routes: RoutesInForce(routes)
        )
    }

    private func origin(isTest: Bool = false) -> MessageOrigin {
        MessageOrigin(
            organization: OrganizationID(1),
            project: ProjectID(2),
            token: Token(
                id: ObjectID(high: 3, low: 0),
                kind: .apiSMS,
                organization: OrganizationID(1),
                project: ProjectID(2),
                name: "Test",
                isTest: isTest,
                createdAt: clock.now
            ),
            prices: PriceProfile([
                Price(service: .sms, country: "ES", amount: Money(micros: 100))
            ])
        )
    }

    private func draft(_ change: (inout MessageDraft) -> Void = { _ in }) -> MessageDraft {
        var draft = MessageDraft(from: "Acme", to: "+34600000000", text: "Hello")
        change(&draft)
        return draft
    }

    private func errors(_ change: (inout MessageDraft) -> Void) -> [String] {
        do throws(InvalidDraft) {
            _ = try composer.compose(draft(change), from: origin())
            return []
        } catch {
            return error.errors.map(\.field)
        }
    }

    @Test(
        arguments: [
            ("0034600000000", "+34600000000"), ("+34600000000", "+34600000000"),
            ("34600000000", "34600000000"), ("24712", "24712"), ("Acme", "Acme"),
            ("00Acme", "00Acme"),
            ("0034000000000", nil), ("001", nil),
        ] as [(String, String?)]
    )
    func `a sender that begins with 00 is an international number`(
        text: String,
        sender: String?
    ) {
        let message = try? composer.compose(draft { $0.from = text }, from: origin())
        #expect(message?.sender == sender)
    }

    @Test(arguments: [[], [route("FR")], [route(project: 7)]])
    func `a message that no route takes is refused by its recipient`(routes: [Route]) throws {
        let composer = composer(under: routes)
        #expect(throws: InvalidDraft.self) { try composer.compose(draft(), from: origin()) }
        // The simulator takes messages of test tokens, whatever the routes.
        _ = try composer.compose(draft(), from: origin(isTest: true))
    }

    @Test func `a project without any route is told so, and counted`() throws {
        let routes = RoutesInForce([Self.route(project: 7)])
        let service = MessageService(
            store: MemoryMessageStore(
                clock: clock,
                ids: IDSource(clock: clock, process: 1)
            ),
            composer: composer,
            routes: routes,
            clock: clock
        ) { _ in }
        #expect(throws: ServiceError.self) { try service.checkRoutes(for: origin()) }
        #expect(routes.refusedCount == 1)
        try service.checkRoutes(for: origin(isTest: true))
        routes.replace(by: [Self.route("FR")])
        try service.checkRoutes(for: origin())
    }

    @Test func `a valid draft becomes a priced message`() throws {
        let message = try composer.compose(draft(), from: origin())
        #expect(message.key.project == ProjectID(2))
        #expect(message.status == .enqueued)
        #expect(message.destination == 34_600_000_000)
        #expect(message.country == "ES")
        #expect(message.partsCount == 1)
        #expect(message.price == Money(micros: 100))
        #expect(message.expiresAt == clock.now + .seconds(48 * 3600))
        #expect(message.isCharged == false)
    }

    @Test func `every part has its price`() throws {
        let long = String(repeating: "a", count: 161)
        let message = try composer.compose(draft { $0.text = long }, from: origin())
        #expect(message.partsCount == 2)
        #expect(message.price == Money(micros: 200))
    }

    @Test func `a test token's messages are free`() throws {
        let message = try composer.compose(draft(), from: origin(isTest: true))
        #expect(message.isTest)
        #expect(message.price == .zero)
    }

    @Test func `all broken rules are reported together`() {
        let fields = errors { draft in
            draft.from = "?"
            draft.to = "12"
            draft.text = nil
            draft.clientID = String(repeating: "x", count: 41)
            draft.scheduledAt = "tomorrow"
        }
        #expect(fields == ["from", "to", "text", "clientId", "scheduledAt"])
    }

    @Test func `a field that the face reported already is not reported as missing`() {
        let fields = errors { draft in
            draft.to = nil
            draft.errors = [FieldError("to", "Must be a string")]
        }
        #expect(fields == ["to"])
    }

    @Test func `a country without a price is not served`() {
        #expect(errors { $0.to = "+33612345678" } == ["to"])
    }

    @Test(arguments: [
        ("2020-01-01T00:00:00Z", false), ("2126-01-01T00:00:00Z", false),
        ("2030-01-31", false),
    ])
    func `a time must be in the near future and have a zone`(text: String, isValid: Bool) {
        #expect(errors { $0.scheduledAt = text }.isEmpty == isValid)
    }

    @Test func `a scheduled message waits and expires later`() throws {
        let moment = clock.now + .seconds(3600)
        let message = try composer.compose(
            draft { $0.scheduledAt = moment.iso8601 },
            from: origin()
        )
        #expect(message.status == .scheduled)
        #expect(message.scheduledAt == moment)
        #expect(message.expiresAt == moment + .seconds(48 * 3600))
    }

    @Test func `a sender may shorten the validity but not lengthen it`() throws {
        let kind = AddressKind(typeOfNumber: 0, numberingPlan: 0)
        func expiry(in validity: Duration) throws -> Timestamp {
            let draft = draft { draft in
                draft.smpp = SMPPDraft(
                    source: kind,
                    destination: kind,
                    expiresAt: clock.now + validity
                )
            }
            return try composer.compose(draft, from: origin()).expiresAt
        }
        #expect(try expiry(in: .seconds(60)) == clock.now + .seconds(60))
        #expect(try expiry(in: .seconds(1_000_000)) == clock.now + .seconds(48 * 3600))
    }
}
