import Database
import Essentials
import TestSupport
import Testing

/// Connections to PostgreSQL that break, at the worst moments.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PostgresFaultTests {
    /// What the transaction does whose COMMIT is answered to nobody.
    private static let steps = ["COPY message ", "COPY hand_off ", "COPY notification "]

    @Test(arguments: steps)
    func `a commit whose answer is lost is found out, and its message goes on`(
        step: String
    ) async throws {
        try await withServer { proxy, server, tenant in
            let first = try await tenant.sendOne()
            try await tenant.expect("delivered", of: first)
            proxy.swallowCommit(after: step)
            let second = try await tenant.sendOne()
            try await tenant.expect("delivered", of: second, within: .seconds(60))
            #expect(proxy.swallowed == 1)
            try await expectOrder(server, messages: 2)
        }
    }

    /// Longer than the server waits to find out.
    @Test(arguments: steps)
    func `a commit that nobody can ask about delays its message and no more`(
        step: String
    ) async throws {
        try await withServer { proxy, server, tenant in
            let first = try await tenant.sendOne()
            try await tenant.expect("delivered", of: first)
            proxy.swallowCommit(after: step, refusing: true)
            let answer = try await server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
            )
            #expect([201, 503].contains(answer.status))
            try await waitUntil { proxy.swallowed == 1 }
            try await Calm(server).expect(for: 8)
            proxy.restore()
            try await waitUntil(running: server) {
                try await server.get("/ready", token: nil).status == 200
            }
            // Also the message whose sender was told 503: it was accepted, and is charged.
            try await waitUntil(within: .seconds(60)) {
                let list = try await server.get("/transactional/v1/sms", token: tenant.token)
                let statuses = list.json.entities.elements.compactMap(\.status.string)
                return statuses.count == 2 && Set(statuses) == ["delivered"]
            }
            try await expectOrder(server, messages: 2)
        }
    }

    @Test func `ended connections keep the store from a second server`() async throws {
        try await withServer { proxy, server, tenant in
            let admin = try Database(proxy.direct)
            var ids: [String] = []
            for _ in 0..<5 {
                try await end(sessionsBut: admin)
                try await waitUntil(running: server) {
                    guard let id = try? await tenant.sendOne() else { return false }
                    ids.append(id)
                    return true
                }
            }
            let second = try await server.run(["serve", "--http", "127.0.0.1:0"])
            #expect(second.status == 4)
            #expect(second.errors.contains("another server"))
            for id in ids { try await tenant.expect("delivered", of: id, within: .seconds(60)) }
            await admin.close()
            try await expectOrder(server, messages: ids.count)
        }
    }

    @Test func `a server that lost the store to another one ends and says so`() async throws {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let server = try await RunningServer(on: .postgres, database: proxy.url)
        proxy.refuse()
        guard case .postgres(let direct) = proxy.direct else { return }
        let other = try await RunningServer(on: .postgres, database: direct)
        proxy.restore()
        #expect(try await server.waitForEnd() == 4)
        #expect(server.log.contains("another server has taken over"))
        #expect(try await other.get("/ready", token: nil).status == 200)
        #expect(try await other.stop() == 0)
    }

    private func withServer(
        _ body: (PostgresProxy, RunningServer, Tenant) async throws -> Void
    ) async throws {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let server = try await RunningServer(on: .postgres, database: proxy.url)
        let sink = WebhookSink()
        try await body(proxy, server, try await Tenant(on: server, callback: sink.url))
        #expect(try await server.stop() == 0)
    }

    /// Everything adds up, and no message is left anywhere.
    private func expectOrder(_ server: RunningServer, messages: Int) async throws {
        var report = try await server.command("doctor")
        try await waitUntil {
            report = try await server.command("doctor")
            return report.waiting.outbox == 0 && report.waiting.withCarrier == 0
        }
        #expect(report.healthy == true)
        #expect(report.waiting.inDoubt == 0)
    }

    private func end(sessionsBut database: Database) async throws {
        _ = try await database.write { transaction in
            try transaction.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
        }
    }
}
