import Accounts
import AccountsModel
import Essentials
import SMPPTransport

/// One token bound over SMPP: its limits, its sessions and its messages in flight.
final class Client: Sendable {
    /// Whether a request is let through.
    enum Admission {
        case admitted
        /// Too many messages a second.
        case tooFast
        /// Too many messages wait to be stored.
        case queueFull
    }

    private struct State {
        var authorization: Authorization
        var limits: GatewayConfiguration.Limits
        var bucket: TokenBucket
        var queued = 0
        var links: [ObjectIdentifier: SMPPLink] = [:]
    }

    let token: ObjectID
    let systemID: String
    let deliveries: DeliveryQueue
    private let state: Locked<State>

    init(_ authorization: Authorization, _ limits: GatewayConfiguration.Limits, at now: Timestamp) {
        token = authorization.token.id
        systemID = authorization.token.systemID ?? ""
        deliveries = DeliveryQueue()
        state = Locked(
            State(authorization: authorization, limits: limits, bucket: limits.bucket(at: now))
        )
    }

    /// The token, its project and its scopes.
    var authorization: Authorization { state.withLock { $0.authorization } }

    /// The client's limits.
    var limits: GatewayConfiguration.Limits { state.withLock { $0.limits } }

    /// The bound sessions.
    var links: [SMPPLink] { state.withLock { Array($0.links.values) } }

    /// Applies the token's present limits.
    func update(
        _ authorization: Authorization,
        _ limits: GatewayConfiguration.Limits,
        at now: Timestamp
    ) {
        state.withLock { state in
            state.authorization = authorization
            guard state.limits != limits else { return }
            if state.limits.messagesPerSecond != limits.messagesPerSecond {
                state.bucket = limits.bucket(at: now)
            }
            state.limits = limits
        }
    }

    /// Adds a session, unless the client has as many as it may.
    func add(_ link: SMPPLink) -> Bool {
        state.withLock { state in
            guard state.links.count < state.limits.binds else { return false }
            state.links[ObjectIdentifier(link)] = link
            return true
        }
    }

    func remove(_ link: SMPPLink) {
        state.withLock { $0.links[ObjectIdentifier(link)] = nil }
    }

    /// Decides about requests in order; each has the number of messages that it makes as its
    /// weight.
    ///
    /// A request that is heavier than a limit is let through while nothing else is in flight.
    func admit(_ weights: [Int], at now: Timestamp) -> [Admission] {
        state.withLock { state in
            weights.map { weight in
                guard state.queued == 0 || state.queued + weight <= state.limits.queue
                else { return .queueFull }
                guard state.bucket.take(Double(weight), at: now) else { return .tooFast }
                state.queued += weight
                return .admitted
            }
        }
    }

    /// Records that messages were stored or refused.
    func settled(_ count: Int) { state.withLock { $0.queued -= count } }
}

extension GatewayConfiguration.Limits {
    /// The bucket starts full: one second's worth of messages may come at once.
    fileprivate func bucket(at now: Timestamp) -> TokenBucket {
        let rate = Double(messagesPerSecond)
        return TokenBucket(capacity: rate, refillPerSecond: rate, at: now)
    }
}
