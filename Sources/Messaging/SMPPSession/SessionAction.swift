public import SMPPCodec

/// What a session asks its owner to do, in this order.
public enum SessionAction: Hashable, Sendable {
    /// Send the PDU to the peer.
    case send(PDU)
    /// Decide about a bind, then call ``SMPPSession/acceptBind(as:at:into:)`` or
    /// ``SMPPSession/refuseBind(with:at:into:)``.
    case authenticate(BindRequest)
    /// The session is bound.
    case bound(SessionBinding)
    /// Handle a request of the peer, then answer it by its handle exactly once.
    case handle(RequestHandle, PDU)
    /// Take note of a PDU that has no answer: alert_notification or outbind.
    case notified(PDU)
    /// The peer answered a request of ours; its status may be an error.
    case answered(RequestToken, PDU)
    /// A request of ours will not be answered any more; whether the peer took it is unknown.
    case lost(RequestToken, LossReason)
    /// Feed no more PDUs until told otherwise.
    case pauseReading
    /// Feed PDUs again.
    case resumeReading
    /// Close the connection once everything before is sent; nothing follows this.
    case close(CloseReason)
}

/// A peer's wish to bind.
public struct BindRequest: Hashable, Sendable {
    /// What it wants to carry.
    public let mode: BindMode
    /// The version that both ends speak.
    public let version: InterfaceVersion
    /// The request, with the peer's name and password.
    public let bind: Bind
}

/// What two ends agreed on when they bound.
public struct SessionBinding: Hashable, Sendable {
    /// What the session carries.
    public let mode: BindMode
    /// The version that both ends speak.
    public let version: InterfaceVersion
    /// The name of the client at a server, and the server's name at a client.
    public let systemID: String
}

/// Why a request of ours ends without an answer.
public enum LossReason: Hashable, Sendable {
    /// The peer did not answer in time.
    case timedOut
    /// The peer's answer cannot be read.
    case unreadableAnswer
    /// The session ended first.
    case sessionEnded
    /// The request cannot be written; the peer has not seen it.
    case unwritable
}

/// Why a session ended.
public enum CloseReason: Hashable, Sendable {
    /// Nobody bound in time, or our bind was not answered in time.
    case bindTimedOut
    /// The bind was refused, by the peer or by our owner.
    case bindRefused(CommandStatus)
    /// Our owner did not decide about a bind in time.
    case authenticationTimedOut
    /// The peer unbound.
    case peerUnbound
    /// We unbound because the owner wished so.
    case unbound
    /// We unbound because nothing but enquire_link had passed for long.
    case inactive
    /// An unbind was not finished by its deadline.
    case unbindTimedOut
    /// The peer was silent for too long.
    case silent
    /// The peer's bytes are no SMPP.
    case unreadable
    /// A bind or its answer cannot be written, as with a name that is too long.
    case unwritable
    /// The connection broke, or the peer closed it.
    case connectionLost
}
