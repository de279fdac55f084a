import SMPPCodec
import TestSupport
import Testing

/// What happens without a carrier or a covering route, and how operators learn of it.
@Suite(.timeLimit(.minutes(5)))
struct RoutingTests {
    private static let ready = #"{"from":"Acme","to":"+34600000001","text":"Hi"}"#

    @Test(arguments: TestStore.allCases)
    func `without a route live messages are refused, and everything says so`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(
            on: store,
            options: ["--smpp", "127.0.0.1:0"],
            simulates: false
        )
        let smpp = try await SMPPTenant(on: server)
        let tenant = smpp.tenant
        for (base, token) in try await tenant.mounts() {
            for (path, body) in [("/sms", Self.ready), ("/sms/bulk", "[\(Self.ready)]")] {
                let answer = try await server.post(base + path, token: token, body)
                #expect(answer.status == 503)
                #expect(answer.json.message.string?.contains("heliograph route add") == true)
                #expect(answer.header("Retry-After") != nil)
            }
        }
        #expect(try await tenant.available() == 1000)
        let client = try await smpp.bound()
        let refusal = try await client.request(.submitSM(SMPPTenant.message("Hi")))
        #expect(refusal.status == .systemError)
        try await client.unbind()

        let test = try await tenant.issue("api_sms", "--test")
        let sent = try await server.post("/transactional/v1/sms", token: test, Self.ready)
        #expect(sent.status == 201)
        try await tenant.expect("delivered", of: try #require(sent.json.entity.id.string))

        let readiness = try await server.get("/ready", token: nil)
        #expect(readiness.status == 200)
        #expect(readiness.json.warnings.elements.count == 1)
        let doctor = try await server.command("doctor")
        #expect(doctor.notes.elements.contains { $0.string?.contains("no route") == true })
        let metrics = try await server.get("/metrics", token: nil).text
        #expect(metrics.contains("\nroutes_in_force 0\n"))
        #expect(metrics.contains("\nmessages_without_route_total 5\n"))
        #expect(server.log.contains("no route leads to a carrier"))

        try await server.command("route", "add", "--carrier", "simulator")
        #expect(try await server.get("/ready", token: nil).json.warnings == [])
        let id = try await tenant.sendOne()
        try await tenant.expect("delivered", of: id)
        #expect(server.log.contains("a route leads to the simulator"))
    }

    @Test(arguments: TestStore.allCases)
    func `what no route covers is refused, ends with code 8, and is told before`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(
            on: store,
            options: ["--smpp", "127.0.0.1:0"],
            simulates: false
        )
        let smpp = try await SMPPTenant(on: server)
        let tenant = smpp.tenant
        let spain = ["route", "add", "--carrier", "simulator", "--country", "ES"]
        let added = try await server.run(spain)
        #expect(added.json.notCovered == "messages to every country but ES")
        #expect(try await server.run(spain).status == 4)
        let refused = try await server.post(
            "/transactional/v1/sms/bulk",
            token: tenant.token,
            "[\(Self.ready),\(Self.ready.replacing("+34600000001", with: "+33612345678"))]"
        )
        #expect(refused.status == 201)
        #expect(refused.json.entities.elements.count == 1)
        #expect(refused.json.errors[0].errors.to[0].string?.contains("no route") == true)
        let client = try await smpp.bound()
        var abroad = SMPPTenant.message("Hi")
        abroad.destination.digits = "33612345678"
        let refusal = try await client.request(.submitSM(abroad))
        #expect(refusal.status == .invalidDestinationAddress)
        try await client.unbind()

        let french = try await server.command(
            "route",
            "add",
            "--carrier",
            "simulator",
            "--country",
            "fr"
        )
        // The carrier takes nothing, so that the message still waits when its route goes.
        try await server.command("carrier", "pause", "simulator")
        let id = try await tenant.sendOne(to: "+33612345678")
        try await server.command("route", "remove", try #require(french.id.string))
        try await tenant.expect("error", of: id)
        let shown = try await server.command("message", "show", id)
        #expect(shown.statusCode == 8)
        #expect(shown.reason == "no route led to a carrier")
        #expect(shown.charged == false)
    }

    @Test(arguments: [
        ["route", "add", "--carrier", "simulator", "--country", "XX"],
        ["price", "set", "--service", "sms", "--country", "XX", "--amount", "1"],
    ])
    func `what is no country is refused`(words: [String]) async throws {
        let tenant = try await Tenant.shared(.sqlite)
        let outcome = try await tenant.server.run(words)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("country"))
    }

    @Test func `a check tells which route takes a number, and why not the others`() async throws {
        let server = try await RunningServer(on: .sqlite, simulates: false)
        let none = try await server.run(["route", "check", "+34600000001"])
        #expect(none.status == 6)
        #expect(none.json.carrier == .null)
        try await server.command("route", "add", "--carrier", "simulator", "--country", "FR")
        try await server.command("route", "add", "--carrier", "simulator", "--country", "*")
        let check = try await server.command("route", "check", "+34600000001")
        #expect(check.carrier == "simulator")
        #expect(check.routes[0].answer == "takes it")
        #expect(check.routes[1].answer == "is for FR")
        #expect(try await server.run(["route", "check", "nobody"]).status == 2)
    }
}
