/// What one contact of a data source may be, after calls of which some got no answer.
struct IngestCrashHistory {
    /// What may be there of an event.
    enum Presence {
        /// It is stored.
        case stored
        /// It is stored, or lies in the quarantine: perhaps its contact was not there.
        case storedOrRefused
        /// Nobody knows.
        case unknown
    }

    /// The versions of which one stands; nil says that the contact is not there.
    private(set) var versions: Set<Int?> = [nil]
    /// Events that were sent since the contact was last removed for certain.
    private(set) var events: [String: Presence] = [:]
    /// The last version that was sent.
    private(set) var last = 0

    /// The next version to send.
    mutating func next() -> Int {
        last += 1
        return last
    }

    mutating func write(_ version: Int, isCertain: Bool) {
        if isCertain { versions = [] }
        versions.insert(version)
    }

    mutating func record(_ event: String, isCertain: Bool) {
        guard isCertain else {
            events[event] = events[event] ?? .unknown
            return
        }
        let before = events[event]
        guard before != .stored else { return }
        events[event] = versions.contains(nil) ? .storedOrRefused : .stored
    }

    mutating func remove(isCertain: Bool) {
        if isCertain {
            versions = []
            events = [:]
        } else {
            for event in events.keys { events[event] = .unknown }
        }
        versions.insert(nil)
    }

    /// What contradicts the history in what is there now.
    func findings(
        version: Int?,
        events stored: [String],
        refused: [String: Int]
    ) -> [String] {
        var findings: [String] = []
        if !versions.contains(version) {
            let allowed = versions.map { $0.map { "\($0)" } ?? "none" }.sorted()
            findings.append("version \(version.map { "\($0)" } ?? "none"), not one of \(allowed)")
        }
        if Set(stored).count < stored.count { findings.append("an event is stored twice") }
        for event in Set(stored) where events[event] == nil {
            findings.append("event \(event) is there and should not be")
        }
        for (event, presence) in events where !stored.contains(event) {
            switch presence {
            case .stored: findings.append("event \(event) is lost")
            case .storedOrRefused where refused[event] == nil:
                findings.append("event \(event) is neither stored nor refused")
            case .storedOrRefused, .unknown: break
            }
        }
        return findings
    }
}
