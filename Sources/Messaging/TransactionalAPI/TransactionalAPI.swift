public import Accounts
import AccountsModel
public import Essentials
public import HTTPAPI
public import HTTPServer
public import Messaging
import MessagingModel
public import Secrets

/// The Transactional API, and the Legacy API as a second mount of the same handlers.
///
/// The wire format is described in docs/reference/api. Each string that a client sees is written in
/// one place: endpoints with their handlers, entities in `Responses`.
public struct TransactionalAPI: Sendable {
    /// The two APIs that share the handlers.
    public enum Mount: String, Sendable, CaseIterable {
        /// For tokens of one project; delivery reports go to webhooks.
        case transactional
        /// For tokens of the whole organization.
        case legacy

        /// The prefix of all paths.
        public var prefix: String {
            switch self {
            case .transactional: "/transactional/v1"
            case .legacy: ""
            }
        }

        /// The tokens that are accepted: a token of one API does not work with the other.
        ///
        /// A 401 has no rate-limit headers, as documented.
        var tokens: AcceptedTokens {
            let kind: Token.Kind =
                switch self {
                case .transactional: .apiSMS
                case .legacy: .legacy
                }
            return AcceptedTokens(
                [kind],
                permitting: .sendOverHTTP,
                describesLimitOnRefusal: false
            )
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
    ///   - directory: finds the owners of tokens.
    ///   - limiter: counts requests.
    ///   - strangers: counts requests without a valid token; the limiter by default.
    ///   - hasher: fingerprints request bodies.
    ///   - faults: receives the server's own errors, each with the request's id.
    public init(
        messages: MessageService,
        lookups: LookupService,
        directory: TokenDirectory,
        limiter: RateLimiter,
        strangers: RateLimiter? = nil,
        hasher: SecretHasher,
        faults: @escaping @Sendable (String, ServiceError) -> Void
    ) {
        self.messages = messages
        self.lookups = lookups
        self.hasher = hasher
        gate = APIGate(
            directory: directory,
            limiter: limiter,
            strangers: strangers,
            faults: faults
        )
    }

    /// Every endpoint of both APIs.
    static let endpoints = messageEndpoints + lookupEndpoints + accountEndpoints

    /// The routes of a mount, with its prefix.
    public func routes(of mount: Mount) -> [HTTPRoute] {
        TransactionalAPI.endpoints.flatMap { endpoint in
            endpoint.routes(of: self, behind: gate, mount.tokens) { _, authorization in
                Caller(authorization: authorization, mount: mount)
            }
        }.mounted(under: mount.prefix)
    }
}

/// An endpoint of both APIs.
typealias TransactionalEndpoint = Endpoint<TransactionalAPI, Caller>
