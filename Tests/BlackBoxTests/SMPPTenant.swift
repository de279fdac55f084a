import Essentials
import SMPPCodec
import SMPPSession
import TestSupport

/// A tenant with a token that sends over SMPP, and over HTTP too.
struct SMPPTenant: Sendable {
    let tenant: Tenant
    let token: String
    let tokenID: String
    let systemID: String
    let password: String

    var server: RunningServer { tenant.server }

    init(
        on server: RunningServer,
        balance: String = "1000",
        options: [String] = []
    ) async throws {
        tenant = try await Tenant(on: server, balance: balance)
        let issued = try await server.run(
            [
                "token", "create", "--kind", "api_sms", "--name", "SMPP", "--project",
                tenant.project, "--permission", "smpp", "--permission", "http",
            ] + options
        )
        guard let secret = issued.json.secret.string, let id = issued.json.id.string,
            let systemID = issued.json.systemId.string, let password = issued.json.password.string
        else { throw TestSupportError("no SMPP token: \(issued.errors)") }
        token = secret
        tokenID = id
        self.systemID = systemID
        self.password = password
    }

    static func shared(
        _ store: TestStore,
        balance: String = "1000",
        options: [String] = []
    ) async throws -> SMPPTenant {
        try await SMPPTenant(
            on: try await SharedServers.instance.server(on: store),
            balance: balance,
            options: options
        )
    }

    /// A bound session.
    func bound(
        _ mode: BindMode = .transceiver,
        version: InterfaceVersion = .v34
    ) async throws -> SMPPClient {
        let port = try await server.smppPort
        let client = try await SMPPClient(port: port, version: version)
        let status = try await client.bind(mode, as: systemID, password)
        guard status == .ok else { throw TestSupportError("the bind was answered \(status)") }
        return client
    }

    /// What a GET of a message shows.
    func read(_ id: String) async throws -> JSON {
        try await server.get("/transactional/v1/sms/\(id)", token: token).json.entity
    }

    /// A message to a number that the simulator delivers at once.
    static func message(
        _ text: String = "Hello",
        to recipient: String = "34600111222",
        from sender: String = "Acme",
        reports: UInt8 = 1
    ) -> ShortMessage {
        ShortMessage(
            from: Address(sender, typeOfNumber: .alphanumeric),
            to: Address(recipient, typeOfNumber: .international, numberingPlan: .isdn),
            Array(text.utf8),
            registeredDelivery: RegisteredDelivery(rawValue: reports)
        )
    }
}
