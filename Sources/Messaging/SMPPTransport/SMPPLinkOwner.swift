public import SMPPCodec
public import SMPPSession

/// Who is told what happens on a link, always on its loop's thread, and in order.
///
/// Whatever one read of the socket brought comes as one array, so that it can become one
/// transaction. To gather over several links, ask the loop for the end of its turn.
public protocol SMPPLinkOwner: AnyObject {
    /// A client wants to bind: accept or refuse it, now or later, on any thread.
    func link(_ link: SMPPLink, authenticate request: BindRequest)

    /// The session is bound.
    func link(_ link: SMPPLink, bound binding: SessionBinding)

    /// The peer asks for something; answer each request once, now or later, on any thread.
    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest])

    /// Requests of ours have ended, each exactly once.
    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome])

    /// The peer sent alert_notification or outbind, which have no answer.
    func link(_ link: SMPPLink, notified pdu: PDU)

    /// The peer reads too slowly, so that ``SMPPLink/room`` is zero; or it has caught up.
    func link(_ link: SMPPLink, isCongested: Bool)

    /// The session has ended: called once, last, after all its requests have ended.
    func link(_ link: SMPPLink, closed end: SMPPLinkEnd)
}

extension SMPPLinkOwner {
    /// Refuses, as right for who is a client only.
    public func link(_ link: SMPPLink, authenticate request: BindRequest) {
        link.refuseBind(with: .bindFailed)
    }

    /// Takes no notice.
    public func link(_ link: SMPPLink, bound binding: SessionBinding) {}

    /// Takes no notice.
    public func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {}

    /// Takes no notice.
    public func link(_ link: SMPPLink, notified pdu: PDU) {}

    /// Takes no notice.
    public func link(_ link: SMPPLink, isCongested: Bool) {}
}
