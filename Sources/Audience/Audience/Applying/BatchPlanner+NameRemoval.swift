import Attributes
import AudienceModel
import Essentials

/// Removes what is stored under a name of the catalogue, in steps.
extension BatchPlanner {
    /// The most contacts that one step looks at.
    private static let contactsPerStep: UInt32 = 5000

    /// The next step of a removal, after the contact or event at which the previous step ended; the
    /// events are the next ones of the type that the name belongs to.
    func removal(
        of entry: LogEntry,
        after number: Int64,
        _ events: [EventRecord]?,
        _ memory: AudienceMemory,
        _ planner: ChangePlanner
    ) -> ChangePlan {
        guard let key = entry.removedName else { return planner.finished() }
        var plan =
            switch key.kind {
            case .attribute: clearing(key.uid, entry, after: number, memory, planner)
            case .eventType: dropping(events ?? [], planner)
            case .eventParameter: stripping(key.uid, of: events ?? [], planner)
            }
        if plan.reached == nil {
            plan.removedName = key
            plan.changes.finished = [entry.id]
            plan.figures.entries = 1
        }
        return plan
    }

    private func clearing(
        _ attribute: String,
        _ entry: LogEntry,
        after number: Int64,
        _ memory: AudienceMemory,
        _ planner: ChangePlanner
    ) -> ChangePlan {
        var planner = planner
        var found: [UInt32] = []
        var next = UInt32(clamping: number) + 1
        let end = min(memory.contacts.next, next + Self.contactsPerStep)
        while next < end, found.count < sourceRemovalLimit {
            if memory.hasValue(of: attribute, next) { found.append(next) }
            next += 1
        }
        planner.clear(attribute, of: found, at: entry.acceptedAt, memory)
        var plan = planner.finished()
        if next < memory.contacts.next { plan.reached = Int64(next) - 1 }
        return plan
    }

    private func dropping(_ events: [EventRecord], _ planner: ChangePlanner) -> ChangePlan {
        var plan = planner.finished()
        plan.droppedEvents = events
        plan.changes.removedEvents = events.map(\.number)
        plan.reached = events.map(\.number).max()
        return plan
    }

    private func stripping(
        _ parameter: String,
        of events: [EventRecord],
        _ planner: ChangePlanner
    ) -> ChangePlan {
        var plan = planner.finished()
        plan.changes.updatedEvents = events.compactMap { event in
            guard let parameters = event.parameters,
                parameters.contains(where: { $0.name == parameter })
            else { return nil }
            var encoder = ValueEncoder()
            encoder.parameters(parameters.filter { $0.name != parameter })
            var stripped = event
            stripped.payload = encoder.bytes
            return stripped
        }
        plan.reached = events.map(\.number).max()
        return plan
    }
}

extension AudienceMemory {
    /// Whether a contact has a value of the attribute from its data source.
    fileprivate func hasValue(of attribute: String, _ number: UInt32) -> Bool {
        guard let record = contacts.record(number) else { return false }
        do throws(UnreadableContact) {
            return try record.contact()[attribute] != nil
        } catch {
            return false
        }
    }
}
