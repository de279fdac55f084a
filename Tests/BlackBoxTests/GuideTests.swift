import Foundation
import TestSupport
import Testing

/// The vendor's quickstart, pasted: only host and token differ.
@Suite(.timeLimit(.minutes(5)))
struct GuideTests {
    @Test(arguments: TestStore.allCases, ["/transactional/v1", ""])
    func `the quickstart's commands send messages that arrive and are reported`(
        store: TestStore,
        base: String
    ) async throws {
        let sink = WebhookSink()
        let tenant = try await Tenant.shared(store, callback: sink.url)
        var (token, secret) = (tenant.token, tenant.callbackSecret)
        if base.isEmpty {
            let issued = try await tenant.server.command(
                "token",
                "create",
                "--kind",
                "legacy",
                "--name",
                "Legacy",
                "--project",
                tenant.project,
                "--callback-url",
                sink.url
            )
            token = try #require(issued.secret.string)
            secret = issued.callbackSecret.string
        }
        let commands = QuickstartGuide.commands
        #expect(commands.count == 2)
        let single = try await run(commands[0], base, token, tenant)
        #expect(single.status == 201)
        #expect(single.body.names == ["entity"])
        let bulk = try await run(commands[1], base, token, tenant)
        #expect(bulk.status == 201)
        #expect(bulk.body.errors == [])
        let entities = [single.body.entity] + bulk.body.entities.elements
        #expect(entities.map(\.to) == ["+34600000000", "+34600000001", "+34600000002"])
        #expect(
            entities.map(\.text) == ["Hello from Instasent", "Hello one", "Hello two"]
        )
        let key = try #require(secret)
        for entity in entities {
            #expect(entity.status == "enqueued")
            let id = try #require(entity.id.string)
            let calls = try await sink.calls(of: id, atLeast: 2)
            #expect(calls.map(\.status) == ["sent", "delivered"])
            for call in calls {
                #expect(call.json.names == ["clientId", "code", "eventAt", "id", "status"])
                #expect(try await StandardWebhooks.verifies(call, secret: key))
            }
            let read = try await tenant.server.get("\(base)/sms/\(id)", token: token)
            #expect(read.json.entity.status == "delivered")
        }
    }

    /// Runs a command of the guide as a shell would; curl's own settings make it tell the status.
    private func run(
        _ command: String,
        _ base: String,
        _ token: String,
        _ tenant: Tenant
    ) async throws -> (status: Int?, body: JSON) {
        let folder = try TemporaryFolder()
        try "silent\nwrite-out = \"\\n%{http_code}\"\n"
            .write(toFile: folder.file(".curlrc"), atomically: true, encoding: .utf8)
        let aimed = command.replacingOccurrences(
            of: "https://api.instasent.com/transactional/v1",
            with: "http://127.0.0.1:\(tenant.server.port)\(base)"
        )
        let outcome = try await ChildProcess.run(
            ["env", "CURL_HOME=\(folder.path)", "INSTASENT_TOKEN=\(token)", "bash", "-c", aimed]
        )
        let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
        return (lines.last.flatMap { Int($0) }, JSON(Array((lines.first ?? "").utf8)))
    }
}

/// The commands of the vendor's Transactional quickstart.
enum QuickstartGuide {
    /// The two curl commands: from the page that `HELIOGRAPH_QUICKSTART` names, else kept here.
    static var commands: [String] {
        guard let path = ProcessInfo.processInfo.environment["HELIOGRAPH_QUICKSTART"],
            let page = try? String(contentsOfFile: path, encoding: .utf8)
        else { return kept }
        return commands(in: page)
    }

    /// Every command of a page: from `curl` to the end of its quoted body.
    ///
    /// The page lost some line ends: a backslash there stands for one and its line end.
    static func commands(in page: String) -> [String] {
        page.components(separatedBy: "curl -X POST ").dropFirst().compactMap { rest in
            let parts = rest.components(separatedBy: "'")
            guard parts.count >= 3 else { return nil }
            let command = "curl -X POST \(parts[0])'\(parts[1])'"
            return command.replacingOccurrences(of: "\\ -", with: "\\\n-")
        }
    }

    private static let kept = [
        """
        curl -X POST https://api.instasent.com/transactional/v1/sms \\
          -H "Authorization: Bearer $INSTASENT_TOKEN" \\
          -H "Content-Type: application/json" \\
          -d '{ "from": "Instasent", "to": "+34600000000", "text": "Hello from Instasent" }'
        """,
        """
        curl -X POST https://api.instasent.com/transactional/v1/sms/bulk \\
          -H "Authorization: Bearer $INSTASENT_TOKEN" \\
          -H "Content-Type: application/json" \\
          -d '[
            { "from": "Instasent", "to": "+34600000001", "text": "Hello one" },
            { "from": "Instasent", "to": "+34600000002", "text": "Hello two" }
          ]'
        """,
    ]
}
