import Essentials

/// A request and its answer, from the end of the head to the last byte of the answer.
struct Exchange {
    enum State {
        /// The handler was started, or the answer is being sent.
        case running
        /// The handler waits for something.
        case suspended
        /// The response body waits for its next piece.
        case awaitingPiece
        /// The answer was sent; what is left of the request's body is dropped.
        case discarding
    }

    var state = State.running
    let head: RequestHead
    let startedAt: UInt64
    var body: IncomingBody
    /// Who receives the body; nil when nobody asked for it, or when it was given.
    var waiter: BodySource.Waiter?
    /// Whether `100 Continue` was sent.
    var isContinued = false
    /// Whether nothing may follow on the connection.
    var mustClose = false
    /// Whose share is charged for what waits in memory.
    var owner: ObjectID?
    var response: HTTPResponse?
    /// Whether the whole answer was written; the system may not have taken all of it.
    var isAnswered = false
    var outgoing: OutgoingBody?
    var task: Task<Void, Never>?

    init(_ head: RequestHead, limits: HTTPServerConfiguration.Limits) {
        self.head = head
        startedAt = monotonicNanoseconds()
        body = IncomingBody(head.framing, limits: limits)
    }

    /// Whether another request may follow: the end of this one is known and near.
    var leavesConnectionUsable: Bool {
        guard !mustClose, head.keepsAlive else { return false }
        guard let remaining = body.remainingBytes else { return false }
        return remaining == 0
            || (remaining <= Exchange.droppedBytes && (isContinued || !head.awaitsContinue))
    }

    /// The most bytes of an unwanted body to read on for the sake of the connection.
    private static let droppedBytes = 65_536
}
