import EventLoop
import SMPPSession
import SMPPTransport

/// Why sessions of clients end, for operators.
extension SMPPLinkEnd {
    /// The reason in words.
    var words: String {
        switch reason {
        case .bindTimedOut: "did not bind in time"
        case .bindRefused(let status): "the bind was refused: \(status)"
        case .authenticationTimedOut: "the bind could not be decided in time"
        case .peerUnbound: "the client unbound"
        case .unbound: "unbound by the server"
        case .inactive: "no messages for too long"
        case .unbindTimedOut: "the unbind was not answered in time"
        case .silent: "no answer to enquire_link"
        case .unreadable: "the client sent what is no SMPP"
        case .unwritable: "the bind's answer has no form on the wire"
        case .connectionLost:
            switch connection {
            case .peerTooSlow: "the client read too slowly"
            case .failed(let why): "the connection failed: \(why)"
            case .closedByPeer: "the client closed the connection"
            case .closedHere, .loopStopped, nil: "the connection was closed"
            }
        }
    }

    /// Whether an operator whose client never got bound should hear why.
    ///
    /// Not of those that connect and leave, as a load balancer does to see whether we listen, nor
    /// of refused binds, which are told of when they are refused.
    var isNewsBeforeBinding: Bool {
        switch (reason, connection) {
        case (.bindRefused, _): false
        case (.connectionLost, .failed), (.connectionLost, .peerTooSlow): true
        case (.connectionLost, _), (.peerUnbound, _), (.unbound, _): false
        default: true
        }
    }
}
