public import Essentials
public import EventLoop
public import SMPPCodec
public import SMPPSession

/// An SMPP session on a connection: splits bytes into PDUs, runs the state machine, and sends.
///
/// It lives on its connection's loop. The owner gets the peer's requests in arrays, one for each
/// read of the socket; all output of a turn of the loop is sent in one write. Requests and answers
/// may be passed in on any thread; an array of them takes one post to the loop. While the
/// connection is open, the loop keeps the link alive, and the link its owner.
public final class SMPPLink: @unchecked Sendable {
    // Safe to share: `loop`, `peer`, `connection` and `context` never change; all else is used
    // on the loop's thread only, which every entry point asserts or ensures.

    /// The loop whose thread the link lives on.
    public let loop: EventLoop
    /// The peer's address.
    public let peer: SocketAddress

    let connection: Connection
    let context: LinkContext
    var machine: SMPPSession
    var framer: PDUFramer
    var owner: (any SMPPLinkOwner)?
    /// The pending actions of the state machine; empty between the events of the loop.
    var actions: [SessionAction] = []
    /// The output of the turn.
    var output: [UInt8] = []
    var received: [SMPPPeerRequest] = []
    var finished: [SMPPRequestOutcome] = []
    /// Whether the framer may hold whole PDUs.
    var hasUnread = false
    var isSettling = false
    var awaitsEndOfTurn = false
    var connectionEnd: ConnectionEnd?
    var timer: LoopTimer?
    /// When the timer fires; it may be earlier than needed.
    var alarm: Timestamp?

    init(
        _ connection: Connection,
        role: SessionRole,
        configuration: SMPPLinkConfiguration,
        context: LinkContext
    ) {
        self.connection = connection
        self.context = context
        loop = connection.loop
        peer = connection.peer
        framer = PDUFramer(limit: configuration.pduLimit)
        machine = SMPPSession(
            role: role,
            configuration: configuration.session,
            at: context.now
        )
        timer = LoopTimer(on: loop) { [weak self] in self?.tick() }
    }

    /// Starts to read.
    func start(_ owner: any SMPPLinkOwner) {
        self.owner = owner
        context.metrics.opened()
        connection.start(self)
        settle()
    }
}

// MARK: On the loop's thread

extension SMPPLink {
    /// How many more requests can be sent to the peer now.
    public var room: Int {
        loop.assertCurrent()
        return connection.isCongested ? 0 : machine.room
    }

    /// What both ends agreed on when they bound; nil before.
    public var binding: SessionBinding? {
        loop.assertCurrent()
        return machine.binding
    }

    /// The state in SMPP's terms.
    public var state: SessionState {
        loop.assertCurrent()
        return machine.state
    }

    /// Counts of what the session has seen.
    public var counters: SessionCounters {
        loop.assertCurrent()
        return machine.counters
    }

    /// How many requests of ours are unanswered.
    public var outstandingRequests: Int {
        loop.assertCurrent()
        return machine.outstandingRequests
    }

    /// How many requests of the peer are unanswered.
    public var unansweredRequests: Int {
        loop.assertCurrent()
        return machine.unansweredRequests
    }
}

// MARK: From any thread

extension SMPPLink {
    /// Sends requests, as many as the window has room for; the owner gets the outcome of each.
    ///
    /// Those that are not sent end as ``SMPPRequestOutcome/refused(_:_:)``. Requests that come
    /// after the end of the session, e.g. from a thread that does not know of it yet, are dropped
    /// without an outcome.
    public func request(_ requests: [SMPPRequest]) {
        enter { link in
            let now = link.context.now
            for request in requests {
                let admission = link.machine.request(
                    request.body,
                    token: request.token,
                    at: now,
                    into: &link.actions
                )
                guard case .sent = admission else {
                    link.finished.append(.refused(request.token, admission))
                    continue
                }
            }
        }
    }

    /// Answers requests of the peer; those that need no answer any more are skipped.
    public func answer(_ answers: [SMPPAnswer]) {
        enter { link in
            let now = link.context.now
            for answer in answers {
                guard let body = answer.body else {
                    link.machine.answer(
                        answer.handle,
                        status: answer.status,
                        at: now,
                        into: &link.actions
                    )
                    continue
                }
                link.machine.answer(
                    answer.handle,
                    with: body,
                    status: answer.status,
                    at: now,
                    into: &link.actions
                )
            }
        }
    }
}

extension SMPPLink {
    /// Sends a bind request; ``SMPPLinkOwner/link(_:bound:)`` or the end reports the outcome.
    public func bind(_ mode: BindMode, _ bind: Bind) {
        enter { link in
            link.machine.bind(mode, bind, at: link.context.now, into: &link.actions)
        }
    }

    /// Accepts the client's bind.
    ///
    /// - Parameters:
    ///   - systemID: this server's name.
    ///   - peer: the client's name, for ``SessionBinding/systemID``.
    public func acceptBind(as systemID: String, peer: String) {
        enter { link in
            let now = link.context.now
            link.machine.acceptBind(as: systemID, peer: peer, at: now, into: &link.actions)
        }
    }

    /// Refuses the client's bind, and ends the session.
    public func refuseBind(with status: CommandStatus) {
        enter { link in
            link.machine.refuseBind(with: status, at: link.context.now, into: &link.actions)
        }
    }

    /// Sends a PDU that has no answer: alert_notification when bound, outbind before.
    public func notify(_ body: PDUBody) {
        enter { link in
            _ = link.machine.notify(body, at: link.context.now, into: &link.actions)
        }
    }

    /// Ends the session in an orderly way, at the latest after the given time.
    public func unbind(within limit: Duration) {
        enter { link in
            let now = link.context.now
            link.machine.startUnbind(at: now, deadline: now + limit, into: &link.actions)
        }
    }

    /// Aborts the connection.
    public func abort() {
        enter { link in link.connection.close() }
    }

    /// Runs the change on the loop's thread, at once if this is it, and then the state machine.
    private func enter(_ change: @escaping @Sendable (SMPPLink) -> Void) {
        guard loop.isCurrent else {
            loop.run { self.enter(change) }
            return
        }
        change(self)
        settle()
    }
}
