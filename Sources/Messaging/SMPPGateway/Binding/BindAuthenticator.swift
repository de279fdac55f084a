import Accounts
import Collections
import Essentials
import SMPPCodec
import SMPPSession
import Telemetry

/// Authenticates binds, a few passwords at a time.
final class BindAuthenticator: Sendable {
    /// The decision about a bind.
    enum Decision: Sendable {
        case accept(Authorization)
        case refuse(CommandStatus, after: Duration, reason: Reason)
    }

    /// Why a bind was refused, as metrics and logs name it.
    enum Reason: String, Sendable, CaseIterable {
        case unknownSystemID = "unknown_system_id"
        case wrongPassword = "wrong_password"
        case notAllowed = "not_allowed"
        case locked
        case tooManySessions = "too_many_sessions"
        case unreadable
        case overloaded
        case failed
    }

    private struct Gate {
        var open: Int
        var waiting = BoundedQueue<CheckedContinuation<Bool, Never>>(
            capacity: BindAuthenticator.mostWaiting
        )
    }

    /// The most binds that wait; checking a password takes some 20 ms of one core by design.
    private static let mostWaiting = 4096

    private let directory: TokenDirectory
    private let clock: any Clock
    private let logger: Logger
    private let metrics: GatewayMetrics
    private let bindGuard = Locked(BindGuard())
    private let gate: Locked<Gate>

    init(
        _ directory: TokenDirectory,
        passwordsAtATime: Int,
        clock: any Clock,
        metrics: GatewayMetrics,
        logger: Logger
    ) {
        self.directory = directory
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        gate = Locked(Gate(open: passwordsAtATime))
    }

    /// Decides about a bind; the answer to a failed one is to be delayed, so that guessing is slow.
    func decide(_ request: BindRequest, from address: String) async -> Decision {
        let (systemID, password) = (request.bind.systemID, request.bind.password)
        let isLocked = bindGuard.withLock { $0.isLocked(systemID, from: address, at: clock.now) }
        guard !isLocked else {
            return .refuse(.bindFailed, after: .seconds(1), reason: .locked)
        }
        guard await enter() else {
            return .refuse(.bindFailed, after: .zero, reason: .overloaded)
        }
        defer { leave() }
        do {
            switch try await directory.authorize(systemID: systemID, password: password) {
            case .granted(let authorization):
                bindGuard.withLock { $0.succeeded(systemID, from: address, at: clock.now) }
                return .accept(authorization)
            case .unknownSystemID:
                return refuse(.invalidSystemID, .unknownSystemID, systemID, address)
            case .wrongPassword:
                return refuse(.invalidPassword, .wrongPassword, systemID, address)
            case .refused: return refuse(.bindFailed, .notAllowed, systemID, address)
            }
        } catch {
            logger.error("smpp bind failed", ["reason": .string("\(error)")])
            return .refuse(.systemError, after: .zero, reason: .failed)
        }
    }

    private func refuse(
        _ status: CommandStatus,
        _ reason: Reason,
        _ systemID: String,
        _ address: String
    ) -> Decision {
        let (delay, locks) = bindGuard.withLock {
            $0.failed(systemID, from: address, at: clock.now)
        }
        if locks {
            metrics.lockouts.add()
            logger.warning(
                "smpp binds locked out",
                ["system_id": .string(systemID.logged), "address": .string(address)]
            )
        }
        return .refuse(status, after: delay, reason: reason)
    }

    /// Waits for a turn; returns false when too many wait.
    private func enter() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = gate.withLock { gate -> Bool? in
                if gate.open > 0 {
                    gate.open -= 1
                    return true
                }
                return gate.waiting.append(continuation) ? nil : false
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Passes the turn to the bind that has waited longest.
    private func leave() {
        let next = gate.withLock { gate -> CheckedContinuation<Bool, Never>? in
            if let next = gate.waiting.popFirst() { return next }
            gate.open += 1
            return nil
        }
        next?.resume(returning: true)
    }
}

extension String {
    /// A name from the network, cut to a length that a log line may hold.
    var logged: String { String(prefix(32)) }
}
