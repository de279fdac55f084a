import Essentials
import TestSupport
import Testing

/// SMPP with TLS through the real program: clients that bind to it, and carriers that it binds to.
@Suite(.timeLimit(.minutes(5)))
struct SMPPTLSTests {
    private func options(_ certificate: Certificate) -> [String] {
        [
            "--smpp-tls", "127.0.0.1:0", "--smpp-tls-certificate", certificate.path,
            "--smpp-tls-key", certificate.keyPath,
        ]
    }

    @Test(arguments: TestStore.allCases)
    func `smpplib binds with TLS, sends and gets its receipt`(store: TestStore) async throws {
        let authority = try await CertificateAuthority()
        let certificate = try await authority.certificate(for: "smpp.example")
        let server = try await RunningServer(on: store, options: options(certificate))
        let tenant = try await SMPPTenant(on: server)
        var client = SMPPLibClient(tenant)
        client.tls = (authority.path, "smpp.example")
        let talk = try await client.send("Mañana, 10 €", deliveries: 1)
        #expect(talk.events("answer").map(\.status) == [0])
        let id = try #require(talk.events("answer").first?.id.string)
        let report = try #require(talk.events("delivery").first)
        #expect(report.receiptedID == .string(id))
        #expect(report.state == 2)
        #expect(report.dataCoding == 0)
        // "text:Mañana, 10 €" in the GSM alphabet.
        #expect(report.message.string?.hasSuffix("746578743a4d617d616e612c203130201b65") == true)
        #expect(talk.events("unbound").map(\.status) == [0])
        #expect(try await tenant.read(id).status == "delivered")
        #expect(try await server.stop() == 0)
    }

    @Test func `a client that expects another server does not bind`() async throws {
        let authority = try await CertificateAuthority()
        let certificate = try await authority.certificate(for: "smpp.example")
        let server = try await RunningServer(on: .sqlite, options: options(certificate))
        var client = SMPPLibClient(try await SMPPTenant(on: server))
        let other = try await CertificateAuthority()
        for peer in [(authority.path, "another.example"), (other.path, "smpp.example")] {
            client.tls = peer
            let program = try await client.start(["bind"])
            try await program.events("broken", atLeast: 1)
            #expect(program.events("bound").isEmpty)
        }
        try await waitUntil { server.log.contains("TLS handshake failed: tlsv1 alert unknown ca") }
        client.tls = (authority.path, "smpp.example")
        #expect(try await client.talk(["bind"]).events("bound").count == 1)
        #expect(try await server.stop() == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `messages go to a carrier with TLS that is who it says`(store: TestStore) async throws {
        let authority = try await CertificateAuthority()
        let smsc = try await RunningSMSC(
            certificate: try await authority.certificate(for: "smsc.example")
        )
        let server = try await RunningServer(on: store)
        let tenant = try await Tenant(on: server)
        try await smsc.join(
            server,
            as: "op",
            "tls=yes",
            "tlsCaFile=\(authority.path)",
            "tlsServerName=smsc.example"
        )
        try await server.command("route", "add", "--carrier", "op")
        let id = try await tenant.sendOne(to: "+34600000001")
        try await tenant.expect("delivered", of: id)
        #expect(try smsc.recipients() == ["34600000001"])
        #expect(try await server.run(["carrier", "check", "op"]).status == 0)
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    @Test func `a carrier that is not who it should be gets nothing`() async throws {
        let authority = try await CertificateAuthority()
        let other = try await CertificateAuthority()
        let smsc = try await RunningSMSC(
            certificate: try await authority.certificate(for: "smsc.example")
        )
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await Tenant(on: server)
        let (known, named) = ("tlsCaFile=\(authority.path)", "tlsServerName=smsc.example")
        let refusals: [(carrier: String, options: [String], problem: String)] = [
            ("name", [known, "tlsServerName=another.example"], "hostname mismatch"),
            ("address", [known], "IP address mismatch"),
            ("authority", ["tlsCaFile=\(other.path)", named], "unable to get local issuer"),
            ("system", [named], "unable to get local issuer"),
        ]
        for (carrier, options, problem) in refusals {
            try await smsc.join(server, as: carrier, ["tls=yes"] + options)
            try await server.command("route", "add", "--carrier", carrier)
            let check = try await server.run(["carrier", "check", carrier])
            #expect(check.status == 6)
            #expect(check.json[0].problem.string?.contains(problem) == true, "\(check.json)")
        }
        try await smsc.join(server, as: "anybody", ["tls=yes", "tlsVerify=no"])
        #expect(try await server.run(["carrier", "check", "anybody"]).status == 0)
        let id = try await tenant.sendOne(to: "+34600000001")
        for carrier in refusals.map(\.carrier) {
            try await waitUntil {
                let shown = try await server.run(["carrier", "show", carrier]).json
                return shown.state == "down" && shown.error.string?.contains("TLS") == true
            }
        }
        #expect(try smsc.recipients().isEmpty)
        #expect(try await tenant.read(id).status == "enqueued")
        try await server.command("route", "add", "--carrier", "anybody")
        try await tenant.expect("delivered", of: id)
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    @Test func `a carrier's file of authorities that is none is told of`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let files = [("a", "/nothing/ca.pem", "No such file"), ("b", "/dev/null", "in PEM form")]
        for (carrier, path, problem) in files {
            let (host, identity) = ("host=127.0.0.1", "systemId=us")
            try await server.command(
                "carrier",
                "add",
                carrier,
                "--type",
                "smpp",
                "--option",
                host,
                "--option",
                identity,
                "--option",
                "tls=yes",
                "--option",
                "tlsCaFile=\(path)"
            )
            let check = try await server.run(["carrier", "check", carrier])
            #expect(check.status == 2)
            #expect(check.errors.contains("'\(path)' cannot be used for TLS"))
            #expect(check.errors.contains(problem), "\(check.errors)")
            try await waitUntil {
                let shown = try await server.run(["carrier", "show", carrier]).json
                return shown.state == "down" && shown.error.string?.contains(problem) == true
            }
        }
        #expect(try await server.stop() == 0)
    }

    @Test func `a server whose certificate does not serve says why and does not start`()
        async throws
    {
        let (own, other) = (try await Certificate(), try await Certificate())
        let folder = try TemporaryFolder()
        let faults: [([String], Int32, String)] = [
            ([], 2, "--smpp-tls, --smpp-tls-certificate and --smpp-tls-key go together"),
            ([own.path, "/no.pem"], 2, "'/no.pem' cannot be used for TLS: No such file"),
            (["/no.pem", own.keyPath], 2, "'/no.pem' cannot be used for TLS: No such file"),
            ([own.keyPath, own.keyPath], 2, "is not a certificate in PEM form"),
            ([own.path, own.path], 2, "is not a key without password in PEM form"),
            ([own.path, other.keyPath], 2, "key values mismatch"),
        ]
        for (files, status, problem) in faults {
            let names = ["--smpp-tls-certificate", "--smpp-tls-key"]
            let outcome = try await ChildProcess.run(
                [
                    RunningServer.program, "serve", "--data", folder.file("data"), "--http",
                    "127.0.0.1:0", "--minimum-disk", "0", "--smpp-tls", "127.0.0.1:0",
                ] + zip(names, files).flatMap { [$0, $1] }
            )
            #expect(outcome.status == status)
            #expect(outcome.errors.contains("heliograph: "))
            #expect(outcome.errors.contains(problem), "\(outcome.errors)")
        }
    }
}

extension Tenant {
    /// What a GET of a message shows.
    fileprivate func read(_ id: String) async throws -> JSON {
        try await server.get("/transactional/v1/sms/\(id)", token: token).json.entity
    }
}
