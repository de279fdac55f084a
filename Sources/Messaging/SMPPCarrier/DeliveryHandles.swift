import SMPPSession
import SMPPTransport

/// The requests of an SMSC that one batch came from, link by link, until they are answered.
struct DeliveryHandles: Sendable {
    private var runs: [(link: SMPPLink, handles: [RequestHandle])] = []

    mutating func append(_ handle: RequestHandle, on link: SMPPLink) {
        if let last = runs.last, last.link === link {
            runs[runs.count - 1].handles.append(handle)
        } else {
            runs.append((link, [handle]))
        }
    }

    /// Acknowledges everything as stored; if the link is gone, the SMSC delivers it again.
    func answer() {
        for run in runs { run.link.answer(run.handles.map { SMPPAnswer($0) }) }
    }
}
