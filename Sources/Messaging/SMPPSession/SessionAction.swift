public import SMPPCodec

/// What the owner of a session must do, in order.
public enum SessionAction: Hashable, Sendable {
    /// Send the PDU to the peer.
    case send(PDU)
    /// Decide about a bind, then call ``SMPPSession/acceptBind(as:peer:at:into:)`` or
    /// ``SMPPSession/refuseBind(with:at:into:)``.
    case authenticate(BindRequest)
    /// The session is bound.
    case bound(SessionBinding)
    /// Handle a request of the peer, then answer it by its handle exactly once.
    case handle(RequestHandle, PDU)
    /// Note a PDU that has no answer: alert_notification or outbind.
    case notified(PDU)
    /// Note a PDU that cannot be decoded; the session answers it, if it needs an answer.
    case unreadable(DecodingFault)
    /// The peer answered a request of ours; its status may be an error.
    case answered(RequestToken, PDU)
    /// A request of ours will not be answered; whether the peer took it is unknown.
    case lost(RequestToken, LossReason)
    /// Pass in no more PDUs until ``resumeReading``.
    case pauseReading
    /// Pass in PDUs again.
    case resumeReading
    /// Close the connection after sending everything before; no action follows.
    case close(CloseReason)
}

/// A peer's request to bind.
public struct BindRequest: Hashable, Sendable {
    /// The requested mode.
    public let mode: BindMode
    /// The version that both ends speak.
    public let version: InterfaceVersion
    /// The request, with the peer's name and password.
    public let bind: Bind
}

/// What both ends agreed on when they bound.
public struct SessionBinding: Hashable, Sendable {
    /// What the session carries.
    public let mode: BindMode
    /// The version that both ends speak.
    public let version: InterfaceVersion
    /// The client's name at a server, the server's name at a client.
    public let systemID: String
}

/// Why a request of ours ended without an answer.
public enum LossReason: Hashable, Sendable {
    /// The peer did not answer in time.
    case timedOut
    /// The peer's answer cannot be decoded.
    case unreadableAnswer
    /// The session ended first.
    case sessionEnded
    /// The request cannot be encoded; it was not sent.
    case unwritable
}

/// Why a session ended.
public enum CloseReason: Hashable, Sendable {
    /// No bind came in time, or our bind was not answered in time.
    case bindTimedOut
    /// The bind was refused, by the peer or by our owner.
    case bindRefused(CommandStatus)
    /// Our owner did not decide about a bind in time.
    case authenticationTimedOut
    /// The peer unbound.
    case peerUnbound
    /// We unbound because the owner asked for it.
    case unbound
    /// We unbound because only enquire_link had passed for too long.
    case inactive
    /// An unbind did not finish by its deadline.
    case unbindTimedOut
    /// The peer was silent for too long.
    case silent
    /// The peer's bytes are not SMPP.
    case unreadable
    /// A bind or its answer cannot be encoded, e.g. because a name is too long.
    case unwritable
    /// The connection broke, or the peer closed it.
    case connectionLost
}
