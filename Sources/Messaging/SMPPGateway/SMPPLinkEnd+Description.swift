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
        case .unreadable: "the client sent bytes that are not SMPP"
        case .unwritable: "the answer to the bind cannot be encoded"
        case .connectionLost:
            switch connection {
            case .peerTooSlow: "the client read too slowly"
            case .failed(let why): "the connection failed: \(why)"
            case .closedByPeer: "the client closed the connection"
            case .closedHere, .loopStopped, nil: "the connection was closed"
            }
        }
    }

    /// Whether to log the end of a connection that never bound.
    ///
    /// Clients that connect and leave are not logged, because load balancers do so as a health
    /// check; refused binds were logged when they were refused.
    var isLoggedBeforeBinding: Bool {
        switch (reason, connection) {
        case (.bindRefused, _): false
        case (.connectionLost, .failed), (.connectionLost, .peerTooSlow): true
        case (.connectionLost, _), (.peerUnbound, _), (.unbound, _): false
        default: true
        }
    }
}
