import Collections

/// What the client remembers of one URL, so that it is checked once.
final class Target {
    let url: String
    /// Why the URL may not be called; nil if it may.
    let refusal: String?
    let host: Host

    init(url: String, refusal: String?, host: Host) {
        self.url = url
        self.refusal = refusal
        self.host = host
    }
}

/// One scheme, host and port, which share a limit of calls in flight.
final class Host {
    var inFlight = 0
    /// Calls that wait for a free slot of this host.
    var waiting = Deque<PendingCall>()
}

/// A call that waits for a free slot.
struct PendingCall {
    let request: OutgoingRequest
    let receiver: any AnswerReceiver
    let target: Target
}

/// The recently used targets.
struct TargetTable {
    private static let mostTargets = 4096

    private let targetGuard: TargetGuard
    private var targets: [String: Target] = [:]
    private var hosts: [String: Host] = [:]

    init(targetGuard: TargetGuard) { self.targetGuard = targetGuard }

    /// The target of a URL; the same object while it is in the table.
    mutating func target(of url: String) -> Target {
        if let target = targets[url] { return target }
        if targets.count >= TargetTable.mostTargets { forget() }
        let key = TargetTable.hostKey(of: url)
        let host = hosts[key] ?? Host()
        hosts[key] = host
        let target = Target(url: url, refusal: targetGuard.refusal(of: url), host: host)
        targets[url] = target
        return target
    }

    /// Empties the table but keeps the hosts in use, so that their limits still hold.
    private mutating func forget() {
        targets.removeAll()
        hosts = hosts.filter { $0.value.inFlight > 0 || !$0.value.waiting.isEmpty }
    }

    private static func hostKey(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let end = url[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
        return url[..<end].lowercased()
    }
}
