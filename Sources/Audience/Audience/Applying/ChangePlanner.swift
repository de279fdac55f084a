import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// Plans how contacts and events of data sources change; modifies nothing.
///
/// It reads the memory as it was before the batch, and tracks the effect of the batch so far, so
/// items are applied strictly in order. Changes to a stored contact that cannot be read go into
/// the quarantine: nothing may overwrite it.
struct ChangePlanner {
    private let project: ProjectID
    private let sources: ProjectSources
    private let now: Timestamp
    private let ids: IDSource
    /// Events of the batch that are already stored.
    private let stored: Set<EventKey>
    private var drafts: [ContactDraft] = []
    private var places: [ContactDraft.Key: Int] = [:]
    private var batchEvents: Set<EventKey> = []
    private var nextContact: UInt32
    private var nextEvent: UInt32
    private var plan: ChangePlan
    private var statistics: [ObjectID: StreamStatistics] = [:]

    /// The permanent key of an event within the project.
    private struct EventKey: Hashable {
        let source: UInt16
        let eventID: String
    }

    init(
        _ project: ProjectID,
        _ sources: ProjectSources,
        _ memory: AudienceMemory,
        storedEvents: [EventRecord],
        now: Timestamp,
        ids: IDSource
    ) {
        self.project = project
        self.sources = sources
        self.now = now
        self.ids = ids
        stored = Set(
            storedEvents.compactMap { event in
                let contact = UInt32(truncatingIfNeeded: event.contact)
                guard memory.contacts.contains(contact) else { return nil }
                let source = memory.contacts.key(of: contact).source
                return EventKey(source: source, eventID: event.eventID)
            }
        )
        nextContact = memory.contacts.next
        nextEvent = memory.events.next
        plan = ChangePlan(changes: AudienceChanges(project: project))
    }

    /// Plans entries in order.
    mutating func add(_ entries: [LogEntry], _ memory: AudienceMemory) {
        for entry in entries {
            plan.changes.finished.append(entry.id)
            plan.figures.entries += 1
            guard let id = entry.dataSource, let source = sources.number(of: id) else { continue }
            for item in entry.items { add(item, of: entry, source, id, memory) }
        }
    }

    /// Plans one item.
    private mutating func add(
        _ item: LogItem,
        of entry: LogEntry,
        _ source: UInt16,
        _ id: ObjectID,
        _ memory: AudienceMemory
    ) {
        switch item {
        case .contact(let userID, let assignments):
            let key = ContactDraft.Key(source: source, userID: userID)
            do throws(UnreadableContact) {
                try set(key, assignments, at: entry.acceptedAt, id, memory)
            } catch {
                plan.unreadable.append(error)
                quarantine(item.json, .contacts, .unreadableContact(userID), id)
            }
        case .event(let event):
            do throws(UnreadableContact) {
                try add(event, source, id, entry, memory)
            } catch {
                plan.unreadable.append(error)
                quarantine(item.json, .events, .unreadableContact(event.userID), id)
            }
        case .removal(let userID):
            remove(ContactDraft.Key(source: source, userID: userID), id, memory)
        case .sourceRemoval, .action, .erasure, .nameRemoval: break
        }
    }

    /// Removes contacts by number, such as those of a deleted data source or an erased person.
    mutating func remove(_ numbers: [UInt32], _ memory: AudienceMemory) {
        for number in numbers {
            guard memory.contacts.contains(number) else { continue }
            let key = memory.contacts.key(of: number)
            let id = sources.id(of: key.source)
            remove(ContactDraft.Key(source: key.source, userID: key.userID), id, memory)
        }
    }

    /// Sets a value of contacts that overrides data sources.
    mutating func override(
        _ value: StoredContact.PlatformValue,
        on numbers: [UInt32],
        _ memory: AudienceMemory
    ) throws(UnreadableContact) {
        for number in numbers {
            guard memory.contacts.contains(number) else { continue }
            let key = memory.contacts.key(of: number)
            let place = place(
                of: ContactDraft.Key(source: key.source, userID: key.userID),
                memory
            )
            try drafts[place].checkReadable()
            drafts[place].override(value)
        }
    }

    /// Removes the values of an attribute from contacts.
    mutating func clear(
        _ attribute: String,
        of numbers: [UInt32],
        at moment: Timestamp,
        _ memory: AudienceMemory
    ) {
        let nothing = LogItem.Assignment(attribute: attribute, value: nil)
        for number in numbers {
            guard memory.contacts.contains(number) else { continue }
            let key = memory.contacts.key(of: number)
            let place = place(
                of: ContactDraft.Key(source: key.source, userID: key.userID),
                memory
            )
            _ = drafts[place].assign([nothing], at: moment)
        }
    }

    /// The plan for everything that was added.
    consuming func finished() -> ChangePlan {
        for draft in drafts { settle(draft) }
        plan.figures.contacts = plan.edits.count
        plan.figures.events = plan.events.count
        plan.changes.events = plan.events.map(\.record)
        plan.changes.statistics = statistics.map { id, amounts in
            var amounts = amounts
            if amounts.contactsCreated + amounts.contactsUpdated + amounts.contactsRemoved > 0 {
                amounts.lastContactAppliedAt = now
            }
            return StreamStatistics.Change(dataSource: id, project: project, amounts: amounts)
        }
        return plan
    }

    private mutating func quarantine(
        _ json: String,
        _ stream: RecordKind,
        _ error: IngestError,
        _ source: ObjectID
    ) {
        plan.changes.quarantined.append(
            QuarantinedItem(
                id: ids.next(),
                project: project,
                dataSource: source,
                stream: stream,
                json: json,
                code: error.code,
                field: error.field,
                message: error.message,
                at: now
            )
        )
        statistics[source, default: StreamStatistics()].itemsRefused += 1
    }
}

// MARK: Contacts

extension ChangePlanner {
    /// The index of a contact among the drafts.
    private mutating func place(of key: ContactDraft.Key, _ memory: AudienceMemory) -> Int {
        if let place = places[key] { return place }
        if let number = memory.contacts.number(of: key.userID, source: key.source),
            let record = memory.contacts.record(number)
        {
            drafts.append(ContactDraft(key, record))
        } else {
            drafts.append(ContactDraft(key))
        }
        places[key] = drafts.count - 1
        return drafts.count - 1
    }

    private mutating func set(
        _ key: ContactDraft.Key,
        _ assignments: [LogItem.Assignment],
        at moment: Timestamp,
        _ source: ObjectID,
        _ memory: AudienceMemory
    ) throws(UnreadableContact) {
        let place = place(of: key, memory)
        try drafts[place].checkReadable()
        if drafts[place].current == nil {
            drafts[place].create(nextContact, assignments, at: moment)
            nextContact += 1
            statistics[source, default: StreamStatistics()].contactsCreated += 1
            statistics[source, default: StreamStatistics()].lastContactCreatedAt = now
        } else if drafts[place].assign(assignments, at: moment) {
            statistics[source, default: StreamStatistics()].contactsUpdated += 1
        }
    }

    private mutating func remove(
        _ key: ContactDraft.Key,
        _ source: ObjectID?,
        _ memory: AudienceMemory
    ) {
        let place = place(of: key, memory)
        guard drafts[place].exists else { return }
        let number = drafts[place].number
        if drafts[place].remove() {
            plan.changes.removedEvents += memory.events.events(of: number).map { Int64($0) }
        }
        plan.events.removeAll { event in
            guard event.contact == number else { return false }
            batchEvents.remove(EventKey(source: key.source, eventID: event.record.eventID))
            return true
        }
        if let source { statistics[source, default: StreamStatistics()].contactsRemoved += 1 }
    }

    private mutating func settle(_ draft: ContactDraft) {
        if let removal = draft.removal, let record = draft.record {
            plan.edits.append(removal)
            plan.changes.removedContacts.append(Int64(record.number))
        }
        guard let (record, edit, isNew) = draft.storing,
            let source = sources.id(of: draft.key.source)
        else { return }
        plan.edits.append(edit)
        let row = SourceContactRecord(
            number: Int64(record.number),
            dataSource: source,
            userID: record.userID,
            payload: record.payload,
            createdAt: record.createdAt,
            updatedAt: record.updatedAt
        )
        if isNew {
            plan.changes.added.append(row)
            plan.created.append(record.number)
        } else {
            plan.changes.updated.append(row)
        }
    }
}

// MARK: Events

extension ChangePlanner {
    private mutating func add(
        _ event: LogItem.LoggedEvent,
        _ source: UInt16,
        _ sourceID: ObjectID,
        _ entry: LogEntry,
        _ memory: AudienceMemory
    ) throws(UnreadableContact) {
        let key = ContactDraft.Key(source: source, userID: event.userID)
        if let contact = event.contact {
            try set(key, contact, at: entry.acceptedAt, sourceID, memory)
        }
        let place = place(of: key, memory)
        try drafts[place].checkReadable()
        guard drafts[place].current != nil else {
            return quarantine(
                LogItem.event(event).json,
                .events,
                .unknownContact(event.userID),
                sourceID
            )
        }
        let eventKey = EventKey(source: source, eventID: event.eventID)
        guard !stored.contains(eventKey), batchEvents.insert(eventKey).inserted else { return }
        var encoder = ValueEncoder(capacity: 16 + event.parameters.count * 24)
        encoder.parameters(event.parameters)
        let record = EventRecord(
            number: Int64(nextEvent),
            contact: Int64(drafts[place].number),
            eventID: event.eventID,
            type: event.type,
            at: event.at,
            createdAt: entry.acceptedAt,
            payload: encoder.bytes
        )
        plan.events.append(
            ChangePlan.NewEvent(
                number: nextEvent,
                contact: drafts[place].number,
                record: record,
                parameters: event.parameters
            )
        )
        nextEvent += 1
        statistics[sourceID, default: StreamStatistics()].eventsCreated += 1
        statistics[sourceID, default: StreamStatistics()].lastEventCreatedAt = now
    }
}
