import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Clients that do not keep to the protocol: the standard answer or a closed session, and nobody
/// else notices.
@Suite(.timeLimit(.minutes(5)))
struct SMPPMisuseTests {
    private func with<Result: Sendable>(
        _ tenant: SMPPTenant,
        _ body: @escaping @Sendable (RawSMPPConnection) throws -> Result
    ) async throws -> Result {
        try await RawSMPPConnection.with(port: try await tenant.server.smppPort, body)
    }

    private func bind(_ tenant: SMPPTenant) -> Bind {
        Bind(systemID: tenant.systemID, password: tenant.password)
    }

    @Test func `requests in the wrong state get ESME_RINVBNDSTS`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let bind = bind(tenant)
        let statuses = try await with(tenant) { connection -> [CommandStatus?] in
            try connection.send(PDU(.submitSM(SMPPTenant.message()), sequence: 9))
            let early = try connection.next()?.status
            let bound = try connection.bind(.bindReceiver(bind))
            let again = try connection.bind(.bindReceiver(bind))
            try connection.send(PDU(.submitSM(SMPPTenant.message()), sequence: 11))
            let wrong = try connection.next()?.status
            try connection.send(
                PDU(.unknown(commandID: CommandID(rawValue: 0x77), []), sequence: 12)
            )
            let unknown = try connection.next()?.status
            try connection.send(PDU(.unbind, sequence: 13))
            let unbound = try connection.next()?.status
            let end = try connection.next()?.status
            return [early, bound, again, wrong, unknown, unbound, end]
        }
        #expect(
            statuses == [
                .incorrectBindStatus, .ok, .alreadyBound, .incorrectBindStatus,
                .invalidCommandID, .ok, nil,
            ]
        )
    }

    @Test func `rubbish is answered with a nack and the connection closed`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let healthy = try await tenant.bound()
        for octets in [
            [0, 0, 0, 4, 0, 0, 0, 4], [0x7F, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1],
            Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
        ] as [[UInt8]] {
            let answer = try await with(tenant) { connection -> (PDU?, PDU?) in
                connection.send(octets)
                return (try connection.next(), try connection.next())
            }
            #expect(answer.0?.commandID == .genericNack)
            #expect(answer.0?.status == .invalidCommandLength)
            #expect(answer.1 == nil)
        }
        try await waitUntil {
            tenant.server.log.contains("the client sent bytes that are not SMPP")
        }
        let id = try await healthy.submit(SMPPTenant.message())
        try await healthy.expect(of: [id])
        try await healthy.unbind()
    }

    @Test func `a broken request is refused and the session goes on`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let bind = bind(tenant)
        let statuses = try await with(tenant) { connection -> [CommandStatus?] in
            let bound = try connection.bind(.bindTransmitter(bind))
            // A submit_sm that ends within its addresses.
            connection.send([
                0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 7, 0, 5, 0, 65,
            ])
            let broken = try connection.next()
            try connection.send(PDU(.submitSM(SMPPTenant.message()), sequence: 8))
            return [bound, broken?.status, try connection.next()?.status]
        }
        #expect(statuses.first == .ok)
        #expect(statuses[1] != .ok)
        #expect(statuses[2] == .ok)
    }

    @Test(arguments: BindMode.allCases)
    func `requests behind a bind in one write are served in order`(mode: BindMode) async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let bind = bind(tenant)
        let answers = try await with(tenant) { connection -> [PDU?] in
            var octets: [UInt8] = []
            let request: PDUBody =
                switch mode {
                case .transmitter: .bindTransmitter(bind)
                case .receiver: .bindReceiver(bind)
                case .transceiver: .bindTransceiver(bind)
                }
            try PDU(request, sequence: 1).encode(into: &octets)
            for sequence in 2...5 as ClosedRange<UInt32> {
                try PDU(.submitSM(SMPPTenant.message(reports: 0)), sequence: sequence)
                    .encode(into: &octets)
            }
            connection.send(octets)
            return try (0..<5).map { _ in try connection.next() }
        }
        #expect(answers.first??.sequence == 1)
        #expect(Set(answers.compactMap { $0?.sequence }) == [1, 2, 3, 4, 5])
        let status: CommandStatus = mode == .receiver ? .incorrectBindStatus : .ok
        #expect(answers.map { $0?.status } == [.ok] + Array(repeating: status, count: 4))
    }

    @Test func `what is refused is told to the operator`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        var long = bind(tenant)
        long.systemID = String(repeating: "x", count: 15)
        var octets = try PDU(.bindTransceiver(long), sequence: 1).encoded()
        // Two octets more than the field may have.
        octets.insert(contentsOf: [0x78, 0x78], at: 20)
        octets[3] += 2
        let refused = octets
        let status = try await with(tenant) { connection in
            connection.send(refused)
            return try connection.next()?.status
        }
        #expect(status == .invalidSystemID)
        let client = try await tenant.bound()
        for sender in ["Ö-HELIO", " HELIO", "---"] {
            let message = SMPPTenant.message(from: sender)
            #expect(try await client.request(.submitSM(message)).status == .invalidSourceAddress)
        }
        var binary = SMPPTenant.message()
        binary.dataCoding = 4
        #expect(try await client.request(.submitSM(binary)).status == .submitFailed)
        let server = tenant.server
        for line in [
            "smpp submission refused", "smpp bind unreadable", "more than 15 octets",
            "Must have at least one letter or digit",
        ] { try await waitUntil { server.log.contains(line) } }
        #expect(!server.log.contains("34600111222"))
        let metrics = try await server.get("/metrics", token: nil).text
        #expect(metrics.contains("smpp_binds_total{outcome=\"unreadable\"}"))
        #expect(metrics.contains("smpp_refused_submissions_total{system_id=\"\(tenant.systemID)\""))
        try await client.unbind()
    }

    @Test func `who does not bind is closed after a while`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let end = try await with(tenant) { try $0.next() }
        #expect(end == nil)
        try await waitUntil { tenant.server.log.contains("did not bind in time") }
    }

    @Test func `a client that never reads is throttled by its window and harms nobody`()
        async throws
    {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let other = try await SMPPTenant.shared(.sqlite)
        let bind = bind(tenant)
        let port = try await tenant.server.smppPort
        let deaf = try await RawSMPPConnection.with(port: port, timeLimit: 3) { connection in
            #expect(try connection.bind(.bindTransceiver(bind)) == .ok)
            var octets: [UInt8] = []
            for sequence in 1...20_000 as ClosedRange<UInt32> {
                try PDU(.submitSM(SMPPTenant.message()), sequence: sequence).encode(into: &octets)
            }
            for _ in 0..<4 { connection.send(octets) }
            return connection
        }
        let healthy = try await other.bound()
        let id = try await healthy.submit(SMPPTenant.message())
        try await healthy.expect(of: [id])
        try await healthy.unbind()
        _ = deaf
    }
}
