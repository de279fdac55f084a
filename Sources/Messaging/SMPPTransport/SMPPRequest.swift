public import SMPPCodec
public import SMPPSession

/// A request of the peer, to be answered by its handle.
public struct SMPPPeerRequest: Hashable, Sendable {
    /// Identifies the request in the answer.
    public let handle: RequestHandle
    /// The request.
    public let pdu: PDU

    /// Creates a request.
    public init(handle: RequestHandle, pdu: PDU) {
        self.handle = handle
        self.pdu = pdu
    }
}

/// The answer to a request of the peer.
public struct SMPPAnswer: Hashable, Sendable {
    /// The request.
    public let handle: RequestHandle
    /// The status of the response.
    public let status: CommandStatus
    /// The fields of the response; nil sends an empty one.
    public let body: PDUBody?

    /// Creates an answer.
    public init(_ handle: RequestHandle, status: CommandStatus = .ok, body: PDUBody? = nil) {
        self.handle = handle
        self.status = status
        self.body = body
    }
}

/// A request of ours, with the number that identifies its outcome.
public struct SMPPRequest: Hashable, Sendable {
    /// The owner's number; the link only returns it.
    public let token: RequestToken
    /// The request.
    public let body: PDUBody

    /// Creates a request.
    public init(_ body: PDUBody, token: RequestToken) {
        self.token = token
        self.body = body
    }
}

/// How a request of ours ended.
public enum SMPPRequestOutcome: Hashable, Sendable {
    /// The peer answered; the status may be an error.
    ///
    /// A request that cannot be encoded, e.g. because a field is too long, was never sent; it ends
    /// with a generic_nack of ours and ESME_RSYSERR.
    case answered(RequestToken, PDU)
    /// There will be no answer; the peer may still have taken the request.
    case lost(RequestToken, LossReason)
    /// The request was not sent, because of the window or the session's state.
    case refused(RequestToken, RequestAdmission)

    /// The number of the request.
    public var token: RequestToken {
        switch self {
        case .answered(let token, _), .lost(let token, _), .refused(let token, _): token
        }
    }
}
