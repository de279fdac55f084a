import SMPPCodec
public import SMPPSession

/// What a link puts up with.
public struct SMPPLinkConfiguration: Hashable, Sendable {
    /// Windows, rates and timers.
    public var session: SessionConfiguration
    /// The octets of the largest PDU; a peer that announces more is closed.
    public var pduLimit = PDUFramer.standardLimit

    /// Creates a configuration with the standard limit of a PDU.
    public init(session: SessionConfiguration = SessionConfiguration()) {
        self.session = session
    }
}
