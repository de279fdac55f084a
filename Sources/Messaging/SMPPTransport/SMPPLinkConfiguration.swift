import SMPPCodec
public import SMPPSession

/// The limits of a link.
public struct SMPPLinkConfiguration: Hashable, Sendable {
    /// Windows, rates and timers.
    public var session: SessionConfiguration
    /// The largest PDU in bytes; a peer that announces a larger one is disconnected.
    public var pduLimit = PDUFramer.standardLimit

    /// Creates a configuration with the standard limit of a PDU.
    public init(session: SessionConfiguration = SessionConfiguration()) {
        self.session = session
    }
}
