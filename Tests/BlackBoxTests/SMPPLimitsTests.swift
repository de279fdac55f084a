import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Who may bind and how much they may send, against the real program.
@Suite(.timeLimit(.minutes(5)))
struct SMPPLimitsTests {
    @Test(arguments: TestStore.allCases)
    func `wrong names and passwords, and tokens without SMPP, are refused`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        func answer(_ systemID: String, _ password: String) async throws -> CommandStatus {
            let client = try await SMPPClient(port: try await server.smppPort)
            return try await client.bind(as: systemID, password)
        }
        #expect(try await answer("nobody", "x") == .invalidSystemID)
        #expect(try await answer(tenant.systemID, "wrong") == .invalidPassword)
        try await server.command("token", "update", tenant.tokenID, "--permission", "http")
        #expect(try await answer(tenant.systemID, tenant.password) == .bindFailed)
        try await server.stop()
    }

    @Test func `who tries too many passwords is locked out`() async throws {
        let server = try await RunningServer(on: .sqlite, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        let port = try await server.smppPort
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    let client = try await SMPPClient(port: port)
                    #expect(try await client.bind(as: tenant.systemID, "no") == .invalidPassword)
                }
            }
            try await group.waitForAll()
        }
        let client = try await SMPPClient(port: port)
        let locked = try await client.bind(as: tenant.systemID, tenant.password)
        #expect(locked == .bindFailed)
        #expect(server.log.contains("smpp binds locked out"))
        try await server.stop()
    }

    @Test(arguments: TestStore.allCases)
    func `a token has no more sessions than it may, and its limits can be changed`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let limited = try await tenant.server.command(
            "token",
            "set-smpp",
            tenant.tokenID,
            "--binds",
            "2"
        )
        #expect(limited.smppBinds == 2)
        let first = try await tenant.bound(.transmitter)
        let second = try await tenant.bound(.receiver)
        let third = try await SMPPClient(port: try await tenant.server.smppPort)
        #expect(try await third.bind(as: tenant.systemID, tenant.password) == .bindFailed)
        try await first.unbind()
        let fourth = try await tenant.bound()
        try await fourth.unbind()
        try await second.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `what is too fast or beyond the window is throttled and not charged`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        try await tenant.server.command("token", "set-smpp", tenant.tokenID, "--rate", "5")
        let client = try await tenant.bound()
        let bodies = (0..<40).map { _ in PDUBody.submitSM(SMPPTenant.message()) }
        let statuses = try await client.requests(bodies).map(\.status)
        let taken = statuses.filter { $0 == .ok }.count
        #expect((5...10).contains(taken))
        #expect(statuses.filter { $0 == .throttled }.count == 40 - taken)
        let list = try await tenant.server.get(
            "/transactional/v1/sms?per_page=100",
            token: tenant.token
        )
        #expect(list.json.entities.elements.count == taken)
        try await client.unbind()
    }

    @Test func `a message to more than a second's worth is sent, and paid for in time`()
        async throws
    {
        let tenant = try await SMPPTenant.shared(.sqlite)
        try await tenant.server.command("token", "set-smpp", tenant.tokenID, "--rate", "5")
        try await tenant.server.command("token", "set-smpp", tenant.tokenID, "--queue", "5")
        let client = try await tenant.bound()
        let many = (0..<30).map { Destination.address(Address("346001112\(10 + $0)")) }
        let sent = try await client.request(
            .submitMulti(SubmitMulti(SMPPTenant.message(), to: many))
        )
        #expect(sent.status == .ok)
        let next = try await client.request(.submitSM(SMPPTenant.message()))
        #expect(next.status == .throttled)
        try await client.unbind()
    }

    @Test func `a message to nobody is refused`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let client = try await tenant.bound()
        let nobody = SubmitMulti(SMPPTenant.message(), to: [])
        let refused = try await client.request(.submitMulti(nobody))
        #expect(refused.status == .invalidDestinationCount)
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `without funds nothing is taken, and what cannot be paid is not kept`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store, balance: "0.05")
        let client = try await tenant.bound()
        #expect(try await client.request(.submitSM(SMPPTenant.message())).status == .ok)
        for _ in 0..<2 {
            let poor = try await client.request(.submitSM(SMPPTenant.message()))
            #expect(poor.status == .submitFailed)
        }
        let list = try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
        #expect(list.json.entities.elements.count == 1)
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `a revoked token's sessions end within a second or two`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        try await tenant.server.command("token", "revoke", tenant.tokenID)
        try await waitUntil(within: .seconds(5)) { client.end != nil }
    }

    @Test(
        arguments: [
            ("Ac", "34600111222", CommandStatus.invalidSourceAddress),
            ("", "34600111222", .invalidSourceAddress),
            ("Acme", "600111222", .invalidDestinationAddress),
            ("Acme", "", .invalidDestinationAddress), ("Acme", "0034600111222", .ok),
            ("Acme", "+34600111222", .ok), ("+34600111222", "34600111222", .ok),
        ]
    )
    func `addresses are checked as over HTTP`(
        sender: String,
        recipient: String,
        status: CommandStatus
    ) async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let client = try await tenant.bound()
        let message = SMPPTenant.message(to: recipient, from: sender)
        #expect(try await client.request(.submitSM(message)).status == status)
        try await client.unbind()
    }
}
