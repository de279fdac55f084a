/// Which end of an SMPP connection a session is.
public enum SessionRole: Hashable, Sendable {
    /// The client, which binds: an external short message entity.
    case esme
    /// The server, which is bound to: a short message service centre.
    case smsc

    /// The other end.
    public var peer: SessionRole { self == .esme ? .smsc : .esme }
}
