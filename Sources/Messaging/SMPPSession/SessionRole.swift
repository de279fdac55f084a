/// Which end of an SMPP connection a session is.
public enum SessionRole: Hashable, Sendable {
    /// The client, which binds: an external short message entity.
    case esme
    /// The server that clients bind to: a short message service centre.
    case smsc

    /// The other end.
    public var peer: SessionRole { self == .esme ? .smsc : .esme }
}
