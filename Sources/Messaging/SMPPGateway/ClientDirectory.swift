import Accounts
import AccountsModel
import Essentials

/// The tokens that have bound since the server started.
///
/// A client stays when its last session ends, so that reconnecting does not refill its rate limit.
final class ClientDirectory: Sendable {
    private let clients = Locked<[ObjectID: Client]>([:])
    private let limits: GatewayConfiguration.Limits
    private let clock: any Clock

    init(limits: GatewayConfiguration.Limits, clock: any Clock) {
        self.limits = limits
        self.clock = clock
    }

    /// The client of a token, created or updated with the token's present limits.
    func client(of authorization: Authorization) -> Client {
        let now = clock.now
        let limits = limits.applying(authorization.token.smppLimits)
        let (client, isNew) = clients.withLock { clients -> (Client, Bool) in
            if let known = clients[authorization.token.id] { return (known, false) }
            let client = Client(authorization, limits, at: now)
            clients[client.token] = client
            return (client, true)
        }
        if !isNew { client.update(authorization, limits, at: now) }
        return client
    }

    /// The client with that token; nil if it never bound.
    subscript(token: ObjectID) -> Client? { clients.withLock { $0[token] } }

    var all: [Client] { clients.withLock { Array($0.values) } }
}
