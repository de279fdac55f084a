import Attributes
import AudienceColumns
public import AudienceModel
public import Essentials
import Identity

/// All events that matched when the export began, in batches, in order of arrival.
///
/// It holds one bit per event that the project ever had, and reads events in batches; events of
/// contacts deleted since are skipped.
public final class EventExport: Sendable {
    /// How many events matched.
    public let total: Int

    private let audience: ProjectAudience
    private let store: any AudienceStore
    private let found: EventSet
    private let last = Locked<Int64>(0)
    private let slot: ExportSlot

    init(
        _ found: EventSet,
        of audience: ProjectAudience,
        in store: any AudienceStore,
        _ slot: ExportSlot
    ) {
        self.found = found
        self.audience = audience
        self.store = store
        self.slot = slot
        total = found.count
    }

    /// The most events of a batch, which are read at once.
    private static let batch = 500

    /// The next events; empty at the end.
    public func next() async throws(ServiceError) -> [ExportedEvent] {
        while true {
            let numbers = last.withLock { last in
                let numbers = found.page(after: last, limit: Self.batch)
                last = numbers.last ?? last
                return numbers
            }
            if numbers.isEmpty { return [] }
            let records = try await store.events(numbers, of: audience.project)
            let events = audience.exported(records)
            if !events.isEmpty { return events }
        }
    }
}

/// An event with the user id that an export of contacts shows for the person.
public struct ExportedEvent: Hashable, Sendable {
    /// The person's `_user_id`.
    public let userID: String
    /// The event.
    public let event: AudienceEvent
}

extension ProjectAudience {
    fileprivate func exported(_ records: [EventRecord]) -> [ExportedEvent] {
        let userIDs = userIDsOfMerged(Set(records.map { UInt32(truncatingIfNeeded: $0.contact) }))
        return events(records).map { event in
            ExportedEvent(
                userID: userIDs[event.contact] ?? event.contact.userID,
                event: event
            )
        }
    }

    /// The consolidated user ids of contacts that are merged with others.
    private func userIDsOfMerged(_ numbers: Set<UInt32>) -> [SourceContactKey: String] {
        let (sources, consolidation) = (sources, consolidation)
        let persons = memory.withReadLock { memory in
            numbers.compactMap { number -> (key: SourceContactKey, ContactSnapshot)? in
                guard memory.contacts.contains(number), let identity = memory.identity(of: number),
                    identity.members.count > 1
                else { return nil }
                let contact = memory.contacts.key(of: number)
                return sources.id(of: contact.source).map { source in
                    (
                        SourceContactKey(dataSource: source, userID: contact.userID),
                        memory.snapshot(identity, sources, consolidation)
                    )
                }
            }
        }
        var userIDs: [SourceContactKey: String] = [:]
        for (key, person) in persons {
            guard case .text(let userID)? = person.contact.values["_user_id"] else { continue }
            userIDs[key] = userID
        }
        return userIDs
    }
}
