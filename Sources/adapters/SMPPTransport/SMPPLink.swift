public import Essentials
public import EventLoop
import SMPPCodec
public import SMPPSession

/// An SMPP session on a connection: cuts bytes into PDUs, runs the session machine, and sends.
///
/// It lives on its connection's loop. What the peer sent is told to the owner in arrays, one for
/// each read of the socket; all that a turn of the loop has to send leaves in one write. Requests
/// and answers may be given on any thread: then they cross to the loop in one post for the whole
/// array. While the connection is open, the loop keeps the link alive, and the link its owner.
public final class SMPPLink: @unchecked Sendable {
    // Safe to share: `loop`, `peer`, `connection` and `context` never change; all else is used
    // on the loop's thread only, which every entrance asserts or sees to.

    /// The loop whose thread the link lives on.
    public let loop: EventLoop
    /// The other side's address.
    public let peer: SocketAddress

    private let connection: Connection
    private let context: LinkContext
    private var machine: SMPPSession
    private var framer: PDUFramer
    private var owner: (any SMPPLinkOwner)?
    /// What the machine wants done; empty between the events of the loop.
    private var actions: [SessionAction] = []
    /// What is sent at the end of the turn.
    private var output: [UInt8] = []
    private var received: [SMPPPeerRequest] = []
    private var finished: [SMPPRequestOutcome] = []
    private var isRunning = false
    private var awaitsEndOfTurn = false
    private var endsConnection = false
    private var connectionEnd: ConnectionEnd?
    private var timer: LoopTimer?
    private var alarm: Timestamp?

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

    /// Begins to read.
    func start(_ owner: any SMPPLinkOwner) {
        self.owner = owner
        context.metrics.opened()
        connection.start(self)
        settle()
    }
}

// MARK: On the loop's thread

extension SMPPLink {
    /// How many more requests the peer can be sent now.
    public var room: Int {
        loop.assertCurrent()
        return connection.isCongested ? 0 : machine.room
    }

    /// What the ends agreed on when they bound; nil before.
    public var binding: SessionBinding? {
        loop.assertCurrent()
        return machine.binding
    }

    /// The state as SMPP names it.
    public var state: SessionState {
        loop.assertCurrent()
        return machine.state
    }

    /// What the session has seen since it began.
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
    /// Sends requests, as many as the window has room for; the owner hears how each one ended.
    ///
    /// Those that are not sent end as ``SMPPRequestOutcome/refused(_:_:)``.
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

    /// Answers requests of the peer; one that waits for no answer any more is passed over.
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
