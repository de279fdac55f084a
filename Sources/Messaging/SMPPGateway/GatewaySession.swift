import Accounts
import Essentials
import EventLoop
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// One client's session: authenticates its bind and serves its requests.
///
/// It lives on its link's loop.
final class GatewaySession: @unchecked Sendable, SMPPLinkOwner {
    // Safe to share: `context` and `batcher` never change; all else is used on the loop's thread
    // only, where the link calls and where `Task`s come back to.
    private let context: GatewayContext
    private let batcher: SubmissionBatcher
    private var client: Client?
    private var binding: SessionBinding?
    private var boundAt: Timestamp
    private var takenCount = 0

    init(_ context: GatewayContext, _ batcher: SubmissionBatcher) {
        self.context = context
        self.batcher = batcher
        boundAt = context.clock.now
        context.sessions.began()
    }

    // MARK: Binding

    func link(_ link: SMPPLink, authenticate request: BindRequest) {
        guard !context.sessions.isDraining else {
            return refuse(request, .bindFailed, .notAllowed, link)
        }
        let address = link.peer.host
        let authenticator = context.authenticator
        Task {
            let decision = await authenticator.decide(request, from: address)
            link.loop.run { self.follow(decision, request, link) }
        }
    }

    private func follow(
        _ decision: BindAuthenticator.Decision,
        _ request: BindRequest,
        _ link: SMPPLink
    ) {
        switch decision {
        case .accept(let authorization):
            let client = context.clients.client(of: authorization)
            guard client.add(link) else {
                return refuse(request, .bindFailed, .tooManySessions, link)
            }
            self.client = client
            link.acceptBind(as: context.configuration.systemID, peer: request.bind.systemID)
            // The connection may have ended while the password was checked.
            if link.binding == nil { client.remove(link) }
        case .refuse(let status, let delay, let reason):
            guard delay > .zero else { return refuse(request, status, reason, link) }
            let loop = link.loop
            loop.after(delay) { self.refuse(request, status, reason, link) }
        }
    }

    private func refuse(
        _ request: BindRequest,
        _ status: CommandStatus,
        _ reason: BindAuthenticator.Reason,
        _ link: SMPPLink
    ) {
        context.metrics.refused(reason)
        context.logger.info(
            "smpp bind refused",
            [
                "system_id": .string(request.bind.systemID.logged),
                "address": .string(link.peer.host), "mode": .string(request.mode.rawValue),
                "status": .string("\(status)"), "reason": .string(reason.rawValue),
            ]
        )
        link.refuseBind(with: status)
    }

    func link(_ link: SMPPLink, bound binding: SessionBinding) {
        self.binding = binding
        boundAt = context.clock.now
        guard let client else { return }
        context.metrics.accepted(binding.mode)
        context.logger.info(
            "smpp bound",
            [
                "system_id": .string(binding.systemID), "address": .string(link.peer.host),
                "mode": .string(binding.mode.rawValue),
                "version": .string(binding.version.logged),
            ]
        )
        guard binding.mode != .transmitter else { return }
        let form = DeliverSM(
            version: binding.version,
            longInbound: context.configuration.longInbound
        )
        client.deliveries.join(link, form, window: client.limits.window)
        context.reportReachability(client)
    }

    func link(_ link: SMPPLink, unreadable fault: DecodingFault) {
        if client == nil {
            context.metrics.refused(.unreadable)
        } else {
            context.metrics.refused(fault.status, of: client?.systemID ?? "", 1)
        }
        context.logger.with(["address": .string(link.peer.host)]).warning(
            client == nil ? "smpp bind unreadable" : "smpp request unreadable",
            [
                "status": .string("\(fault.status)"),
                "system_id": .string((client?.systemID ?? "").logged),
                "reason": .string("\(fault)"), "octets": .string(fault.octetsText),
            ]
        )
    }

    func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        if let client {
            client.remove(link)
            if binding.map({ $0.mode != .transmitter }) ?? false {
                client.deliveries.leave(link)
                context.reportReachability(client)
            }
        }
        if let binding {
            context.metrics.ended(binding.mode)
            context.logger.info(
                "smpp session ended",
                [
                    "system_id": .string(binding.systemID), "address": .string(link.peer.host),
                    "mode": .string(binding.mode.rawValue), "reason": .string(end.words),
                    "seconds": .integer(Int((context.clock.now - boundAt).components.seconds)),
                    "submissions": .integer(takenCount),
                ]
            )
        } else if end.isLoggedBeforeBinding {
            context.logger.info(
                "smpp connection ended unbound",
                ["address": .string(link.peer.host), "reason": .string(end.words)]
            )
        }
        context.sessions.ended()
    }

    // MARK: Requests

    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        client?.deliveries.finished(requests, on: link)
    }

    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        guard let client, let binding else {
            return link.answer(requests.map { SMPPAnswer($0.handle, status: .systemError) })
        }
        var submissions: [Submission] = []
        submissions.reserveCapacity(requests.count)
        var others: [SMPPPeerRequest] = []
        for request in requests {
            if let submission = Submission(request, over: link, binding.version) {
                submissions.append(submission)
            } else {
                others.append(request)
            }
        }
        if !submissions.isEmpty { admit(submissions, client, link) }
        if !others.isEmpty { serve(others, client, binding.version, link) }
    }

    /// Passes on what the client's limits allow, and throttles the rest.
    private func admit(_ submissions: [Submission], _ client: Client, _ link: SMPPLink) {
        var refused: [SMPPAnswer] = []
        var noted = RefusedSubmissions()
        let excess = link.unansweredRequests - client.limits.window
        var admitted = submissions
        if excess > 0 {
            let late = submissions.suffix(min(excess, submissions.count))
            admitted.removeLast(late.count)
            refused = late.map { SMPPAnswer($0.handle, status: .throttled) }
            let refusal = Refusal(.throttled, reason: "the window is full")
            for submission in late { noted.add(submission, refusal) }
            context.metrics.windowFull.add(late.count)
        }
        let decisions = client.admit(admitted.map(\.messagesCount), at: context.clock.now)
        if decisions.contains(where: { $0 != .admitted }) {
            for (submission, decision) in zip(admitted, decisions) where decision != .admitted {
                let isFull = decision == .queueFull
                (isFull ? context.metrics.queueFull : context.metrics.tooFast).add()
                let refusal =
                    isFull
                    ? Refusal(.messageQueueFull, reason: "the queue is full")
                    : Refusal(.throttled, reason: "too many messages a second")
                refused.append(SMPPAnswer(submission.handle, status: refusal.status))
                noted.add(submission, refusal)
            }
            admitted = zip(admitted, decisions).filter { $0.1 == .admitted }.map(\.0)
        }
        takenCount += admitted.count
        if !admitted.isEmpty { batcher.add(admitted, of: client) }
        if !refused.isEmpty { link.answer(refused) }
        noted.note(of: client, context.metrics, context.logger)
    }

    /// Answers queries, cancellations and replacements, one after the other.
    private func serve(
        _ requests: [SMPPPeerRequest],
        _ client: Client,
        _ version: InterfaceVersion,
        _ link: SMPPLink
    ) {
        let operations = MessageOperations(
            service: context.messages,
            client: client,
            version: version,
            clock: context.clock,
            logger: context.logger
        )
        Task {
            var answers: [SMPPAnswer] = []
            for request in requests { answers.append(await operations.answer(request)) }
            link.answer(answers)
        }
    }
}

extension InterfaceVersion {
    /// The version in its usual form, such as `3.4`.
    var logged: String { "\(octet >> 4).\(octet & 15)" }
}
