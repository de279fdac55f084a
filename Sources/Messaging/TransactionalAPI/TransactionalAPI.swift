public import Accounts
import AccountsModel
public import Essentials
public import HTTPAPI
public import HTTPServer
public import Messaging
import MessagingModel
public import Secrets

public import struct HTTPServer.Route

/// The Transactional API, and the Legacy API as a second mount of the same handlers.
///
/// What goes over the wire is described in docs/api; every string that a client sees stands in one
/// place: routes in ``routes(of:)``, entities in `Responses`.
public struct TransactionalAPI: Sendable {
    /// The two APIs that share the handlers.
    public enum Mount: String, Sendable, CaseIterable {
        /// Tokens of one project, delivery reports by webhook.
        case transactional
        /// Tokens of the whole organization.
        case legacy

        /// What all paths of the API begin with.
        public var prefix: String {
            switch self {
            case .transactional: "/transactional/v1"
            case .legacy: ""
            }
        }

        /// The kinds of token that open it: a token of one API opens no other.
        var tokenKinds: Set<Token.Kind> {
            switch self {
            case .transactional: [.apiSMS]
            case .legacy: [.legacy]
            }
        }
    }

    let messages: MessageService
    let lookups: LookupService
    let gate: APIGate
    let running = RunningKeys()
    let hasher: SecretHasher

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - messages: accepts and reads messages.
    ///   - lookups: accepts and reads lookups.
    ///   - directory: knows the tokens.
    ///   - limiter: counts requests.
    ///   - hasher: fingerprints request bodies.
    ///   - faults: is told of errors that are ours, with the request's id.
    public init(
        messages: MessageService,
        lookups: LookupService,
        directory: TokenDirectory,
        limiter: RateLimiter,
        hasher: SecretHasher,
        faults: @escaping @Sendable (String, ServiceError) -> Void
    ) {
        self.messages = messages
        self.lookups = lookups
        self.hasher = hasher
        gate = APIGate(directory: directory, limiter: limiter, faults: faults)
    }

    /// The routes of a mount, with its prefix.
    public func routes(of mount: Mount) -> [Route] {
        Endpoint.allCases.flatMap { endpoint in
            endpoint.paths.map { path in
                Route(endpoint.method, path, name: endpoint.rawValue) { request in
                    await gate.admit(request, to: endpoint, of: mount) {
                        caller throws(ServiceError) in
                        try await respond(endpoint, request, caller)
                    }
                }
            }
        }.mounted(under: mount.prefix)
    }

    private func respond(
        _ endpoint: Endpoint,
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        switch endpoint {
        case .smsCreate: try await createMessage(request, caller)
        case .smsBulk: try await createMessages(request, caller)
        case .smsList: try await listMessages(request, caller)
        case .smsShow: try await showMessage(request, caller)
        case .smsCancel: try await cancelMessage(request, caller)
        case .lookupCreate: try await createLookup(request, caller)
        case .lookupList: try await listLookups(request, caller)
        case .lookupShow: try await showLookup(request, caller)
        case .account: try await showAccount(caller)
        case .smsPrices: listPrices(of: .sms, caller)
        case .lookupPrices: listPrices(of: .lookup, caller)
        case .prices: listPrices(of: nil, caller)
        }
    }
}
