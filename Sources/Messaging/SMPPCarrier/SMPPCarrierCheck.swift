import AccountsModel
import Essentials
import EventLoop
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// Binds to a carrier once, without submitting anything, and reports the outcome.
enum SMPPCarrierCheck {
    /// Binds in each mode that the carrier uses, one after the other, and unbinds.
    static func run(
        _ settings: CarrierSettings,
        on loop: EventLoop
    ) async throws(CarrierOptionError) -> [CarrierConnectionCheck] {
        let options = try SMPPCarrierOptions(settings)
        let target = try CarrierBind.target(options)
        let password = try options.readPassword()
        var results: [CarrierConnectionCheck] = []
        for mode in options.mode.modes {
            let attempt = Attempt(mode, options, password: password)
            results.append(await attempt.run(on: loop, target))
        }
        return results
    }

    /// One bind, from the connection to the unbind.
    private final class Attempt: SMPPLinkOwner, @unchecked Sendable {
        // Safe to share: the constants never change, and `end` has a lock.
        private let mode: BindMode
        private let options: SMPPCarrierOptions
        private let password: String
        private let started = monotonicNanoseconds()
        private let end = Locked<CarrierConnectionCheck?>(nil)
        private let over = OneTimeSignal()

        init(_ mode: BindMode, _ options: SMPPCarrierOptions, password: String) {
            self.mode = mode
            self.options = options
            self.password = password
        }

        func run(on loop: EventLoop, _ target: ConnectionTarget) async -> CarrierConnectionCheck {
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
            return end.withLock { $0 } ?? result(nil, problem: "nothing happened")
        }

        func link(_ link: SMPPLink, bound binding: SessionBinding) {
            let result = result(binding, problem: nil)
            end.withLock { $0 = result }
            link.unbind(within: .seconds(2))
        }

        func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
            // Receipts are for the server that submitted: the SMSC sends them again when it is
            // bound.
            link.answer(requests.map { SMPPAnswer($0.handle, status: .temporaryReceiverError) })
        }

        func link(_ link: SMPPLink, closed end: SMPPLinkEnd) { finish(problem: end.sentence) }

        private func finish(problem: String) {
            let result = result(nil, problem: problem)
            end.withLock { $0 = $0 ?? result }
            over.raise()
        }

        private func result(_ binding: SessionBinding?, problem: String?) -> CarrierConnectionCheck
        {
            let version = binding?.version ?? options.version
            return CarrierConnectionCheck(
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
