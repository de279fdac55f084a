import Essentials
import TestSupport
import Testing

/// HTTP in, an SMSC in another process, receipts back, webhooks out.
@Suite(.timeLimit(.minutes(5)))
struct SMPPCarrierTests {
    @Test(arguments: TestStore.allCases)
    func `a message goes over an SMSC and its receipts come to the webhook`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store)
        let smsc = try await RunningSMSC()
        let sink = WebhookSink()
        let tenant = try await Tenant(on: server, callback: sink.url)
        try await smsc.join(server, as: "op", "errors=map")
        try await server.command("route", "add", "--carrier", "op")
        let courses = [
            ("00000", ["sent", "delivered"], 0),
            ("99902", ["sent", "accepted", "buffered", "delivered"], 0),
            ("99911", ["sent", "failed"], 1), ("99912", ["sent", "failed"], 2),
            ("99920", ["sent", "expired"], 2), ("99931", ["rejected"], 1),
            ("99940", ["sent", "delivered"], 0), ("99941", ["sent", "delivered"], 0),
            ("99950", ["sent", "delivered"], 0), ("99951", ["sent", "delivered"], 0),
        ]
        for (ending, statuses, code) in courses {
            let id = try await tenant.sendOne(to: "+346000" + ending, clientID: ending)
            try await tenant.expect(statuses.last ?? "", of: id)
            let calls = try await sink.calls(of: id, atLeast: statuses.count)
            #expect(calls.map(\.status) == statuses, "\(ending)")
            #expect(calls.last?.json.code == .number(Double(code)), "\(ending)")
        }
        let long = try await tenant.sendOne(
            to: "+34600000001",
            text: String(repeating: "Hola, ", count: 60) + "adiós"
        )
        try await tenant.expect("delivered", of: long)
        #expect(try smsc.recipients().filter { $0 == "34600000001" }.count == 3)
        #expect(try await server.run(["doctor"]).status == 0)
        _ = try await server.stop()
        try await smsc.kill()
    }

    @Test(arguments: TestStore.allCases)
    func `an answer from a handset comes to the token that wrote, or that has the number`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store)
        let smsc = try await RunningSMSC("--inbound", "34611111111:34999888777:Hola, nadie")
        let sink = WebhookSink()
        let tenant = try await Tenant(on: server, callback: sink.url)
        try await smsc.join(server, as: "op")
        try await server.command("route", "add", "--carrier", "op")
        let id = try await tenant.sendOne(to: "+34600099961", from: "34911222333")
        let calls = try await sink.calls(of: id, atLeast: 3, within: .seconds(60))
        #expect(Set(calls.map(\.status)) == ["sent", "delivered", "stop"])
        try await waitUntil {
            try await server.run(["message", "unclaimed"]).json.elements.count == 1
        }
        try await server.command("number", "add", "+34999888777", "--token", tenant.tokenID)
        try await smsc.kill()
        try await smsc.start()
        try await waitUntil { sink.calls.contains { $0.json.message == "Hola, nadie" } }
        _ = try await server.stop()
        try await smsc.kill()
    }

    @Test func `carriers come, change, pause and go while the server runs`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let (first, second) = (try await RunningSMSC(), try await RunningSMSC())
        let tenant = try await Tenant(on: server)
        try await first.join(server, as: "a")
        try await second.join(server, as: "b")
        try await server.command("route", "add", "--carrier", "a", "--priority", "1")
        try await server.command("route", "add", "--carrier", "b")
        try await tenant.expect("delivered", of: try await tenant.sendOne(to: "+34600000001"))
        #expect(try first.recipients() == ["34600000001"])

        try await server.command("carrier", "pause", "a")
        try await tenant.send(to: "34600000002", until: second)

        try await server.command("carrier", "resume", "a")
        try await server.command("carrier", "set", "a", "--option", "binds=2")
        try await waitUntil {
            let metrics = try await server.get("/metrics", token: nil)
            let text = String(decoding: metrics.body, as: UTF8.self)
            return text.contains("carrier_binds{carrier=\"a\"} 2")
        }
        try await tenant.send(to: "34600000003", until: first)

        #expect(try await server.run(["carrier", "remove", "a"]).status == 4)
        for route in try await server.run(["route", "list"]).json.elements
        where route.carrier == "a" {
            try await server.command("route", "remove", route.id.string ?? "")
        }
        try await server.command("carrier", "remove", "a")
        try await tenant.send(to: "34600000004", until: second)
        try await waitUntil {
            let list = try await server.run(["carrier", "list"]).json.elements
            return list.contains {
                $0.name == "b" && $0.state == "up" && ($0.submitted.value ?? 0) >= 2
            }
                && !list.contains { $0.name == "a" }
        }
        _ = try await server.stop()
        try await first.kill()
        try await second.kill()
    }

    @Test func `the simulator's options change while the server runs`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await Tenant(on: server)
        func set(_ milliseconds: Int) async throws {
            let option = "receiptDelayMilliseconds=\(milliseconds)"
            try await server.command("carrier", "set", "simulator", "--option", option)
        }
        try await set(3_600_000)
        try await waitUntil { server.log.contains("carrier options changed") }
        let id = try await tenant.sendOne(to: "+34600000001")
        try await tenant.expect("sent", of: id)
        try await set(0)
        try await tenant.expect("delivered", of: id)
        #expect(try await server.stop() == 0)
    }

    @Test func `messages go to the next carrier while the first is dead`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let (first, second) = (try await RunningSMSC(), try await RunningSMSC())
        let tenant = try await Tenant(on: server)
        try await first.join(server, as: "a")
        try await second.join(server, as: "b")
        try await server.command("route", "add", "--carrier", "a", "--priority", "1")
        try await server.command("route", "add", "--carrier", "b")
        try await tenant.expect("delivered", of: try await tenant.sendOne(to: "+34600000001"))
        try await first.kill()
        try await tenant.expect("delivered", of: try await tenant.sendOne(to: "+34600000002"))
        #expect(try second.recipients() == ["34600000002"])
        try await first.start()
        try await tenant.send(to: "34600000003", until: first)
        _ = try await server.stop()
        try await first.kill()
        try await second.kill()
    }

    @Test func `a carrier's options are checked and its password is shown to nobody`() async throws
    {
        let server = try await RunningServer(on: .sqlite)
        let smsc = try await RunningSMSC("--account", "esme:another")
        let wrong = try await server.run([
            "carrier", "add", "op", "--type", "smpp", "--option", "hots=127.0.0.1",
        ])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("no option 'hots'"))
        try await smsc.join(server, as: "op")
        let shown = try await server.run(["carrier", "show", "op"])
        let audit = try await server.run(["audit", "list"])
        for text in [shown.output, audit.output] {
            #expect(!String(decoding: text, as: UTF8.self).contains("secret"))
        }
        let check = try await server.run(["carrier", "check", "op"])
        #expect(check.status == 6)
        #expect(String(decoding: check.output, as: UTF8.self).contains("ESME_RINVPASWD"))
        #expect(!server.log.contains("secret"))
        _ = try await server.stop()
        try await smsc.kill()
    }
}

extension Tenant {
    /// Sends messages until one of them goes over the given SMSC: changes take a moment.
    fileprivate func send(to recipient: String, until smsc: RunningSMSC) async throws {
        try await waitUntil {
            let id = try await sendOne(to: "+" + recipient)
            try await expect("delivered", of: id)
            return try smsc.recipients().last == recipient
        }
    }
}
