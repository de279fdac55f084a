import Essentials
import Glibc
import TestSupport
import Testing

/// Callbacks that cannot be delivered to: the reason is told wherever somebody looks.
@Suite(.timeLimit(.minutes(10))) struct FailingCallbackTests {
    @Test(arguments: TestStore.allCases)
    func `why a callback fails is told by message, by endpoint, in the log and by doctor`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store)
        let sink = WebhookSink()
        sink.become(.answers(500))
        let tenant = try await Tenant(on: server, callback: sink.url)
        var ids: [String] = []
        for _ in 0..<3 { ids.append(try await tenant.sendOne()) }
        for id in ids { try await tenant.expect("delivered", of: id) }
        var shown = try await server.command("webhook", "show", tenant.tokenID)
        try await waitUntil {
            shown = try await server.command("webhook", "show", tenant.tokenID)
            return shown.endpoints[0].failures.value ?? 0 >= 3
        }
        let endpoint = shown.endpoints[0]
        #expect(endpoint.state == "failing")
        #expect(endpoint.lastError == "HTTP 500")
        #expect((endpoint.waiting.value ?? 0) >= 3)
        #expect(endpoint.nextAttemptAt.string != nil)
        #expect(shown.failedAttempts.elements.allSatisfy { $0.reason == "HTTP 500" })
        let messages = Set(shown.failedAttempts.elements.compactMap(\.message.string))
        #expect(messages.isSubset(of: ids))
        let message = try await server.command("message", "show", ids[0])
        let notification = message.notifications[0]
        #expect((notification.attempts.value ?? 0) >= 1)
        #expect(notification.lastError == "HTTP 500")
        #expect(notification.nextAttemptAt.string != nil)
        try await waitUntil { server.log.contains("webhook endpoint fails") }
        #expect(!server.log.contains(sink.url))
        let doctor = try await server.command("doctor")
        let notes = doctor.notes.elements.compactMap(\.string)
        #expect(notes.contains { $0.contains(tenant.tokenID) && $0.contains("HTTP 500") })
        let list = try await server.command("webhook", "list")
        #expect(list.elements.map(\.token.string) == [tenant.tokenID])
        // It works again: what waits is delivered by and by, and nothing fails any more.
        sink.become(.answers(200))
        let last = try await tenant.sendOne()
        try await waitUntil { sink.calls(of: last).contains { $0.wasTaken } }
        try await waitUntil {
            shown = try await server.command("webhook", "show", tenant.tokenID)
            return shown.endpoints[0].state == "ok"
        }
        try await waitUntil { server.log.contains("webhook endpoint works again") }
        #expect(try await server.stop() == 0)
    }

    /// A callback, and a piece of the reason.
    static let targets: [(url: String, reason: String)] = [
        ("http://127.0.0.1:1/dlr", "connection"),
        ("https://127.0.0.1:{port}/dlr", "TLS"),
        ("http://does-not-exist.invalid/dlr", "host name has no address"),
    ]

    @Test(arguments: targets.indices)
    func `each kind of failure has its reason`(index: Int) async throws {
        let (url, reason) = Self.targets[index]
        let server = try await RunningServer(on: .sqlite)
        // The server itself answers in plain HTTP.
        let target = url.replacing("{port}", with: "\(server.port)")
        let tenant = try await Tenant(on: server, callback: target)
        let id = try await tenant.sendOne()
        try await waitUntil {
            let message = try await server.command("message", "show", id)
            return message.notifications[0].lastError.string?.contains(reason) == true
        }
        #expect(try await server.stop() == 0)
    }

    /// The rule of the server that runs holds for the commands beside it.
    @Test(arguments: TestStore.allCases)
    func `a callback that the running server never calls is refused`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store, allowsPrivateTargets: false)
        await #expect(throws: TestSupportError.self) {
            try await Tenant(on: server, callback: "http://127.0.0.1:9/dlr")
        }
        let tenant = try await Tenant(on: server, callback: "https://example.com/dlr")
        let words = ["token", "update", tenant.tokenID, "--callback-url", "http://10.1.2.3/"]
        let refused = try await server.run(words)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("10.1.2.3 is private"))
        #expect(try await server.stop() == 0)
    }
}
