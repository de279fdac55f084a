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
        /// By address, which take turns.
        var waiting = FairQueue<String, CheckedContinuation<Bool, Never>>(
            capacity: BindAuthenticator.mostWaiting,
            capacityPerKey: BindAuthenticator.mostWaitingOfAddress
        )
    }

    /// The most binds that wait; checking a password takes some 20 ms of one core by design.
    private static let mostWaiting = 4096
    private static let mostWaitingOfAddress = 1000

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
        guard !isLocked else { return .locked }
        guard await enter(from: address) else {
            return .refuse(.bindFailed, after: .zero, reason: .overloaded)
        }
        defer { leave() }
        // Others may have failed while this one waited, and those being checked may still fail.
        guard bindGuard.withLock({ $0.begins(systemID, from: address, at: clock.now) }) else {
            return .locked
        }
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
            bindGuard.withLock { $0.undecided(systemID, from: address) }
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
    private func enter(from address: String) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = gate.withLock { gate -> Bool? in
                if gate.open > 0 {
                    gate.open -= 1
                    return true
                }
                return gate.waiting.append(continuation, for: address) ? nil : false
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Passes the turn to the next bind.
    private func leave() {
        let next = gate.withLock { gate -> CheckedContinuation<Bool, Never>? in
            if let next = gate.waiting.popFirst() { return next.element }
            gate.open += 1
            return nil
        }
        next?.resume(returning: true)
    }
}

extension BindAuthenticator.Decision {
    /// The password is not looked at.
    fileprivate static let locked = BindAuthenticator.Decision.refuse(
        .bindFailed,
        after: .seconds(1),
        reason: .locked
    )
}

extension String {
    /// A name from the network, cut to a length that a log line may hold.
    var logged: String { String(prefix(32)) }
}
