import AccountsModel
import Essentials
public import EventLoop
public import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// Tries to bind to a carrier once, and says what happened; nothing is submitted.
public enum SMPPCarrierCheck {
    /// What became of one bind.
    public struct Finding: Sendable, Hashable {
        /// What was tried: `transmitter`, `receiver` or `transceiver`.
        public let mode: String
        /// Whether the session was bound.
        public let isBound: Bool
        /// The SMSC's name for itself, when it gave one.
        public let serverName: String
        /// The version that both speak, as `3.4`.
        public let version: String
        /// How long it took to connect and bind.
        public let duration: Duration
        /// Why it was not bound; nil when it was.
        public let problem: String?
    }

    /// Binds in each mode that the carrier uses, one after the other, and unbinds.
    public static func run(
        _ settings: CarrierSettings,
        on loop: EventLoop
    ) async throws(CarrierOptionError) -> [Finding] {
        let options = try SMPPCarrierOptions(settings)
        let target = try CarrierBind.target(options)
        let password = try options.readPassword()
        var findings: [Finding] = []
        for mode in options.mode.modes {
            let attempt = Attempt(mode, options, password: password)
            findings.append(await attempt.run(on: loop, target))
        }
        return findings
    }

    /// One bind, from the connection to the unbind.
    private final class Attempt: SMPPLinkOwner, @unchecked Sendable {
        // Safe to share: the constants never change, and `end` has a lock.
        private let mode: BindMode
        private let options: SMPPCarrierOptions
        private let password: String
        private let started = monotonicNanoseconds()
        private let end = Locked<Finding?>(nil)
        private let over = OneTimeSignal()

        init(_ mode: BindMode, _ options: SMPPCarrierOptions, password: String) {
            self.mode = mode
            self.options = options
            self.password = password
        }

        func run(on loop: EventLoop, _ target: ConnectionTarget) async -> Finding {
            var session = SessionConfiguration.client
            session.version = options.version
            session.timers.bind = options.bindTimeout
            let connector = SMPPConnector(
                on: loop,
                to: target,
                link: SMPPLinkConfiguration(session: session),
                metrics: SMPPMetrics(registry: MetricsRegistry(), role: .esme)
            )
            let isTaken = connector.connect { [self] result in
                switch result {
                case .success(let link):
                    link.bind(
                        mode,
                        Bind(
                            systemID: options.systemID,
                            password: password,
                            systemType: options.systemType,
                            interfaceVersion: options.version.octet,
                            addressRange: options.addressRange
                        )
                    )
                    return self
                case .failure(let error):
                    finish(problem: "\(error)")
                    return nil
                }
            }
            if !isTaken { finish(problem: "the event loop was stopped") }
            await over.wait()
            return end.withLock { $0 } ?? finding(nil, problem: "nothing happened")
        }

        func link(_ link: SMPPLink, bound binding: SessionBinding) {
            let finding = finding(binding, problem: nil)
            end.withLock { $0 = finding }
            link.unbind(within: .seconds(2))
        }

        func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
            // Receipts are for the server that submitted: they come again when it is bound.
            link.answer(requests.map { SMPPAnswer($0.handle, status: .temporaryReceiverError) })
        }

        func link(_ link: SMPPLink, closed end: SMPPLinkEnd) { finish(problem: end.sentence) }

        private func finish(problem: String) {
            let finding = finding(nil, problem: problem)
            end.withLock { $0 = $0 ?? finding }
            over.raise()
        }

        private func finding(_ binding: SessionBinding?, problem: String?) -> Finding {
            let version = binding?.version ?? options.version
            return Finding(
                mode: mode.rawValue,
                isBound: binding != nil,
                serverName: binding?.systemID ?? "",
                version: "\(version.octet >> 4).\(version.octet & 15)",
                duration: .nanoseconds(Int64(monotonicNanoseconds() - started)),
                problem: problem
            )
        }
    }
}
