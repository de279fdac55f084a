public import SMPPCodec
public import SMPPSession

/// Receives the events of a link, always on its loop's thread, and in order.
///
/// All requests of one read of the socket come in one array, so that they can become one
/// transaction. To gather over several links, use the end of the loop's turn.
public protocol SMPPLinkOwner: AnyObject {
    /// A client wants to bind: accept or refuse it, now or later, on any thread.
    func link(_ link: SMPPLink, authenticate request: BindRequest)

    /// The session is bound.
    func link(_ link: SMPPLink, bound binding: SessionBinding)

    /// The peer sent requests; answer each of them once, now or later, on any thread.
    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest])

    /// Requests of ours have ended, each exactly once.
    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome])

    /// The peer sent alert_notification or outbind, which have no answer.
    func link(_ link: SMPPLink, notified pdu: PDU)

    /// The peer sent a PDU that cannot be decoded: a request is refused, and a response ends the
    /// request that it answers as lost; for logs.
    func link(_ link: SMPPLink, unreadable fault: DecodingFault)

    /// The peer reads too slowly, so that ``SMPPLink/room`` is zero; or it has caught up.
    func link(_ link: SMPPLink, isCongested: Bool)

    /// The session has ended: called once, last, after all its requests have ended.
    func link(_ link: SMPPLink, closed end: SMPPLinkEnd)
}

extension SMPPLinkOwner {
    /// Refuses the bind, as clients must.
    public func link(_ link: SMPPLink, authenticate request: BindRequest) {
        link.refuseBind(with: .bindFailed)
    }

    /// Does nothing.
    public func link(_ link: SMPPLink, bound binding: SessionBinding) {}

    /// Does nothing.
    public func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {}

    /// Does nothing.
    public func link(_ link: SMPPLink, notified pdu: PDU) {}

    /// Does nothing.
    public func link(_ link: SMPPLink, unreadable fault: DecodingFault) {}

    /// Does nothing.
    public func link(_ link: SMPPLink, isCongested: Bool) {}
}
