import Accounts
import AccountsModel
import Essentials
import SMPPTransport

/// One token as SMPP knows it: its limits, and what all of its sessions have under way.
final class Client: Sendable {
    /// Whether a request may go on.
    enum Admission {
        case admitted
        /// Too many messages a second.
        case tooFast
        /// Too many messages wait to become durable.
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
    let lane: DeliveryLane
    private let state: Locked<State>

    init(_ authorization: Authorization, _ limits: GatewayConfiguration.Limits, at now: Timestamp) {
        token = authorization.token.id
        systemID = authorization.token.systemID ?? ""
        lane = DeliveryLane()
        state = Locked(
            State(authorization: authorization, limits: limits, bucket: limits.bucket(at: now))
        )
    }

    /// What the token opens.
    var authorization: Authorization { state.withLock { $0.authorization } }

    /// What it may do.
    var limits: GatewayConfiguration.Limits { state.withLock { $0.limits } }

    /// The sessions that are bound.
    var links: [SMPPLink] { state.withLock { Array($0.links.values) } }

    /// Takes over what the accounts say now.
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

    /// Adds a session unless there are as many as allowed.
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

    /// Decides about requests in their order; each weighs as many messages as it makes.
    ///
    /// One that weighs more than a limit allows at all passes while nothing else is under way.
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

    /// Takes note that messages are durable, or were refused.
    func settled(_ count: Int) { state.withLock { $0.queued -= count } }
}

extension GatewayConfiguration.Limits {
    /// A second's worth may come at once.
    fileprivate func bucket(at now: Timestamp) -> TokenBucket {
        let rate = Double(messagesPerSecond)
        return TokenBucket(capacity: rate, refillPerSecond: rate, at: now)
    }
}
