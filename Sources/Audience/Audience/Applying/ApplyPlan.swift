import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// What entries of the log come to: for the store, and for memory.
struct ApplyPlan: Sendable {
    var changes: AudienceChanges
    var edits: [ContactEdit] = []
    var events: [NewEvent] = []
    /// Numbers of contacts that are new.
    var created: [UInt32] = []
    /// Ids that lead nowhere any more.
    var forgotten: [AudienceID] = []
    var figures = AppliedFigures()

    /// An event that memory must know.
    struct NewEvent: Sendable {
        let number: UInt32
        let contact: UInt32
        let record: EventRecord
        let parameters: [LogItem.Parameter]
    }
}

/// A log entry with its items decoded.
struct PlannedEntry: Sendable {
    let entry: IngestEntry
    let items: [LogItem]
}

/// Works out what contacts and events of data sources become; changes nothing.
///
/// It sees the memory as it was before the batch, and itself remembers what the batch did so far,
/// so items are applied strictly in order.
struct ApplyPlanner {
    private let project: ProjectID
    private let sources: ProjectSources
    private let now: Timestamp
    private let ids: IDSource
    /// Event ids of stored events that were read because their hashes were met.
    private let known: Set<EventKey>
    private var works: [Work] = []
    private var places: [SourceKey: Int] = [:]
    private var batchEvents: Set<EventKey> = []
    private var nextContact: UInt32
    private var nextEvent: UInt32
    private var plan: ApplyPlan
    private var statistics: [ObjectID: StreamStatistics] = [:]

    /// What names a contact of a data source within the project.
    struct SourceKey: Hashable {
        let source: UInt16
        let userID: String
    }

    /// What names an event within the project, for ever.
    struct EventKey: Hashable, Sendable {
        let source: UInt16
        let eventID: String
    }

    /// A contact that the batch touches.
    private struct Work {
        let key: SourceKey
        /// As it was before the batch; nil when it was not there.
        let record: ContactTable.Record?
        let original: StoredContact?
        /// As it is now; nil when it is not there.
        var current: StoredContact?
        var number: UInt32
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var isDirty = false
        /// Whether the contact that was there before the batch was removed by it.
        var isReplaced = false
    }

    init(
        _ project: ProjectID,
        _ sources: ProjectSources,
        _ memory: AudienceMemory,
        known: Set<EventKey>,
        now: Timestamp,
        ids: IDSource
    ) {
        self.project = project
        self.sources = sources
        self.now = now
        self.ids = ids
        self.known = known
        nextContact = memory.contacts.next
        nextEvent = memory.events.next
        plan = ApplyPlan(changes: AudienceChanges(project: project))
    }

    /// Takes entries in, in their order.
    mutating func add(_ entries: [PlannedEntry], _ memory: AudienceMemory) {
        for planned in entries {
            plan.changes.finished.append(planned.entry.id)
            plan.figures.entries += 1
            guard let id = planned.entry.dataSource, let source = sources.number(of: id) else {
                continue
            }
            for item in planned.items {
                switch item {
                case .contact(let userID, let assignments):
                    let key = SourceKey(source: source, userID: userID)
                    set(key, assignments, at: planned.entry.acceptedAt, id, memory)
                case .event(let event): add(event, source, id, planned.entry, memory)
                case .removal(let userID):
                    remove(SourceKey(source: source, userID: userID), id, memory)
                case .sourceRemoval, .action, .erasure: break
                }
            }
        }
    }

    /// Removes contacts by number, as of a deleted data source or of an erased person.
    mutating func remove(_ numbers: [UInt32], _ memory: AudienceMemory) {
        for number in numbers {
            guard memory.contacts.contains(number) else { continue }
            let key = memory.contacts.key(of: number)
            let id = sources.id(of: key.source)
            remove(SourceKey(source: key.source, userID: key.userID), id, memory)
        }
    }

    /// Lets an act of the platform speak for contacts.
    mutating func override(
        _ value: StoredContact.PlatformValue,
        on numbers: [UInt32],
        _ memory: AudienceMemory
    ) {
        for number in numbers {
            guard memory.contacts.contains(number) else { continue }
            let key = memory.contacts.key(of: number)
            let place = touch(SourceKey(source: key.source, userID: key.userID), memory)
            works[place].current?.override(value)
            works[place].isDirty = true
            works[place].updatedAt = value.at
        }
    }

    /// The plan for everything that was taken in.
    consuming func finished() -> ApplyPlan {
        for work in works { settle(work) }
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
}

// MARK: Contacts

extension ApplyPlanner {
    /// The place of a contact among those that the batch touches.
    private mutating func touch(
        _ key: SourceKey,
        _ memory: AudienceMemory
    ) -> Int {
        if let place = places[key] { return place }
        var work = Work(
            key: key,
            record: nil,
            original: nil,
            number: 0,
            createdAt: now,
            updatedAt: now
        )
        if let number = memory.contacts.number(of: key.userID, source: key.source),
            let record = memory.contacts.record(number)
        {
            // What is kept was written by us; should it be unreadable, the contact begins anew.
            let stored = (try? StoredContact(encoded: record.payload)) ?? StoredContact()
            work = Work(
                key: key,
                record: record,
                original: stored,
                current: stored,
                number: number,
                createdAt: record.createdAt,
                updatedAt: record.updatedAt
            )
        }
        works.append(work)
        places[key] = works.count - 1
        return works.count - 1
    }

    private mutating func set(
        _ key: SourceKey,
        _ assignments: [LogItem.Assignment],
        at moment: Timestamp,
        _ source: ObjectID,
        _ memory: AudienceMemory
    ) {
        let place = touch(key, memory)
        if works[place].current == nil {
            works[place].current = StoredContact()
            works[place].number = nextContact
            works[place].createdAt = moment
            works[place].isDirty = true
            nextContact += 1
            _ = works[place].current?.assign(assignments, at: moment)
            statistics[source, default: StreamStatistics()].contactsCreated += 1
            statistics[source, default: StreamStatistics()].lastContactCreatedAt = now
        } else {
            guard works[place].current?.assign(assignments, at: moment) == true else { return }
            works[place].isDirty = true
            statistics[source, default: StreamStatistics()].contactsUpdated += 1
        }
        works[place].updatedAt = moment
    }

    private mutating func remove(
        _ key: SourceKey,
        _ source: ObjectID?,
        _ memory: AudienceMemory
    ) {
        let place = touch(key, memory)
        guard works[place].current != nil else { return }
        let number = works[place].number
        if works[place].record?.number == number {
            works[place].isReplaced = true
            plan.changes.removedEvents += memory.events.events(of: number).map { Int64($0) }
        }
        plan.events.removeAll { event in
            guard event.contact == number else { return false }
            batchEvents.remove(EventKey(source: key.source, eventID: event.record.eventID))
            return true
        }
        works[place].current = nil
        works[place].isDirty = false
        if let source { statistics[source, default: StreamStatistics()].contactsRemoved += 1 }
    }

    private mutating func settle(_ work: Work) {
        if work.isReplaced, let record = work.record, let original = work.original {
            plan.edits.append(.remove(record, old: original))
            plan.changes.removedContacts.append(Int64(record.number))
        }
        guard work.isDirty, let current = work.current,
            let source = sources.id(of: work.key.source)
        else { return }
        let record = ContactTable.Record(
            number: work.number,
            source: work.key.source,
            userID: work.key.userID,
            payload: current.encoded,
            createdAt: work.createdAt,
            updatedAt: work.updatedAt
        )
        let isNew = work.record?.number != work.number
        plan.edits.append(.set(record, old: isNew ? nil : work.original, new: current))
        let row = SourceContactRecord(
            number: Int64(work.number),
            dataSource: source,
            userID: work.key.userID,
            payload: record.payload,
            createdAt: work.createdAt,
            updatedAt: work.updatedAt
        )
        if isNew {
            plan.changes.added.append(row)
            plan.created.append(work.number)
        } else {
            plan.changes.updated.append(row)
        }
    }
}

// MARK: Events

extension ApplyPlanner {
    private mutating func add(
        _ event: LogItem.LoggedEvent,
        _ source: UInt16,
        _ sourceID: ObjectID,
        _ entry: IngestEntry,
        _ memory: AudienceMemory
    ) {
        let key = SourceKey(source: source, userID: event.userID)
        if let contact = event.contact {
            set(key, contact, at: entry.acceptedAt, sourceID, memory)
        }
        let place = touch(key, memory)
        guard works[place].current != nil else {
            return quarantine(event, sourceID)
        }
        let eventKey = EventKey(source: source, eventID: event.eventID)
        guard !known.contains(eventKey), batchEvents.insert(eventKey).inserted else { return }
        var encoder = ValueEncoder(capacity: 16 + event.parameters.count * 24)
        encoder.parameters(event.parameters)
        let record = EventRecord(
            number: Int64(nextEvent),
            contact: Int64(works[place].number),
            eventID: event.eventID,
            type: event.type,
            at: event.at,
            createdAt: entry.acceptedAt,
            payload: encoder.bytes
        )
        plan.events.append(
            ApplyPlan.NewEvent(
                number: nextEvent,
                contact: works[place].number,
                record: record,
                parameters: event.parameters
            )
        )
        nextEvent += 1
        statistics[sourceID, default: StreamStatistics()].eventsCreated += 1
        statistics[sourceID, default: StreamStatistics()].lastEventCreatedAt = now
    }

    private mutating func quarantine(_ event: LogItem.LoggedEvent, _ source: ObjectID) {
        let error = IngestError.unknownContact(event.userID)
        plan.changes.quarantined.append(
            QuarantinedItem(
                id: ids.next(),
                project: project,
                dataSource: source,
                stream: .events,
                json: event.json,
                code: error.code,
                field: error.field,
                message: error.message,
                at: now
            )
        )
        statistics[source, default: StreamStatistics()].itemsRefused += 1
    }
}
