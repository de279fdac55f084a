import SMPPSession
import SMPPTransport

/// The unanswered requests of SMSCs that one batch came from, grouped by link.
struct DeliveryHandles: Sendable {
    private var runs: [(link: SMPPLink, handles: [RequestHandle])] = []

    mutating func append(_ handle: RequestHandle, on link: SMPPLink) {
        if let last = runs.last, last.link === link {
            runs[runs.count - 1].handles.append(handle)
        } else {
            runs.append((link, [handle]))
        }
    }

    /// Acknowledges all requests as stored; if the link is gone, the SMSC sends them again.
    func answer() {
        for run in runs { run.link.answer(run.handles.map { SMPPAnswer($0) }) }
    }
}
