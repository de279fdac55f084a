import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport

/// One session of a simulated SMSC, used on its loop's thread.
final class SMSCSession: SMPPLinkOwner {
    let link: SMPPLink
    private let engine: SMSCEngine
    private(set) var systemID = ""
    private(set) var isReceiver = false
    private(set) var hasParameters = true
    var cutOffTimer: LoopTimer?

    init(_ link: SMPPLink, of engine: SMSCEngine) {
        self.link = link
        self.engine = engine
    }

    func link(_ link: SMPPLink, authenticate request: BindRequest) {
        systemID = request.bind.systemID
        let accounts = engine.options.accounts
        if accounts.isEmpty || accounts[systemID] == request.bind.password {
            link.acceptBind(as: "heliograph-smsc", peer: systemID)
        } else {
            link.refuseBind(with: accounts[systemID] == nil ? .invalidSystemID : .invalidPassword)
        }
    }

    func link(_ link: SMPPLink, bound binding: SessionBinding) {
        isReceiver = binding.mode != .transmitter
        hasParameters = binding.version.hasParameters
        engine.bound(self)
    }

    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        engine.received(requests, on: self)
    }

    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        engine.finished(requests, of: self)
    }

    func link(_ link: SMPPLink, isCongested: Bool) {
        if !isCongested { engine.deliver() }
    }

    func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        cutOffTimer?.cancel()
        engine.closed(self)
    }
}
