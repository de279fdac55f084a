public import EventLoop
public import SMPPSession

/// How a session and its connection ended.
public struct SMPPLinkEnd: Hashable, Sendable {
    /// Why the session ended.
    public let reason: CloseReason
    /// Why the connection ended; nil when the session ended first and closed it.
    public let connection: ConnectionEnd?
}
