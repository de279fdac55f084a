/// What a client knows of a data source and of its own contacts there.
struct IngestCrashKnowledge: Sendable {
    /// How often something was answered, and how often it got no answer.
    struct Count: Sendable {
        var answered = 0
        var lost = 0

        /// How often it may have been taken in.
        var possible: ClosedRange<Int> { answered...(answered + lost) }

        static func + (left: Self, right: Self) -> Self {
            Count(answered: left.answered + right.answered, lost: left.lost + right.lost)
        }
    }

    /// What is known of the figures of one data source.
    struct Figures: Sendable {
        var calls = Count()
        var accepted = Count()
        var contacts = Count()
        var events = Count()

        static func + (left: Self, right: Self) -> Self {
            Figures(
                calls: left.calls + right.calls,
                accepted: left.accepted + right.accepted,
                contacts: left.contacts + right.contacts,
                events: left.events + right.events
            )
        }
    }

    var histories: [IngestCrashName: IngestCrashHistory] = [:]
    /// Items that must be refused, by their user id.
    var bad: [String: Count] = [:]
    /// Events that were refused at once as their contact was not there, by event id.
    var refusedEvents: Set<String> = []
    /// By the position of the data source.
    var figures = [Figures(), Figures()]
    /// Calls that were given up after they got no answer, and answers that told to try again.
    var abandoned = 0
    var postponed = 0
    var unexpected: [String] = []

    /// Takes in what becomes of a call that was given up.
    mutating func abandon(_ call: IngestCrashCall) {
        abandoned += 1
        for item in call.items { take(item, isCertain: false) }
    }

    /// Notes that a call may have arrived, without an answer.
    mutating func lose(_ call: IngestCrashCall) {
        count(call, \.lost, outcomes: call.items.map { !$0.isBad })
    }

    /// Takes in the answer to a call; the outcomes say which items were accepted.
    mutating func take(_ call: IngestCrashCall, outcomes: [Bool]) {
        count(call, \.answered, outcomes: outcomes)
        for (item, isAccepted) in zip(call.items, outcomes) {
            switch item {
            case .bad(let id) where isAccepted: unexpected.append("\(id) was accepted")
            case .event(let name, let id, nil) where !isAccepted:
                refusedEvents.insert(id)
                if histories[name]?.versions.contains(nil) == false {
                    unexpected.append("\(id) was refused although \(name) is there")
                }
            case .write(let name, _), .event(let name, _, _):
                if !isAccepted { unexpected.append("an item of \(name) was refused") }
                take(item, isCertain: true)
            default: take(item, isCertain: true)
            }
        }
    }

    /// Takes in that there was nothing to remove.
    mutating func takeMissing(_ call: IngestCrashCall) {
        for item in call.items { take(item, isCertain: true) }
    }

    private mutating func take(_ item: IngestCrashCall.Item, isCertain: Bool) {
        switch item {
        case .write(let name, let version):
            histories[name]?.write(version, isCertain: isCertain)
        case .event(let name, let id, let version):
            if let version { histories[name]?.write(version, isCertain: isCertain) }
            histories[name]?.record(id, isCertain: isCertain)
        case .removal(let name): histories[name]?.remove(isCertain: isCertain)
        case .bad: break
        }
    }

    private mutating func count(
        _ call: IngestCrashCall,
        _ kind: WritableKeyPath<Count, Int>,
        outcomes: [Bool]
    ) {
        figures[call.source].calls[keyPath: kind] += 1
        for (item, isAccepted) in zip(call.items, outcomes) {
            if case .bad(let id) = item { bad[id, default: Count()][keyPath: kind] += 1 }
            guard isAccepted else { continue }
            figures[call.source].accepted[keyPath: kind] += 1
            switch item {
            case .write: figures[call.source].contacts[keyPath: kind] += 1
            case .event: figures[call.source].events[keyPath: kind] += 1
            case .bad, .removal: break
            }
        }
    }

    /// What two clients know together; their contacts are not the same.
    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.histories.merge(right.histories) { first, _ in first }
        sum.bad.merge(right.bad) { $0 + $1 }
        sum.refusedEvents.formUnion(right.refusedEvents)
        sum.figures = zip(left.figures, right.figures).map { $0 + $1 }
        sum.abandoned += right.abandoned
        sum.postponed += right.postponed
        sum.unexpected += right.unexpected
        return sum
    }
}

extension IngestCrashCall.Item {
    fileprivate var isBad: Bool {
        if case .bad = self { return true }
        return false
    }
}
