import AccountsModel
import Attributes
import AudienceModel
import Essentials
import MemoryPorts

@testable import Audience

/// The promises about contacts and events, checked as the world goes on.
struct AudienceChecks {
    /// Entries of the log that were applied.
    private var applied: Set<ObjectID> = []
    /// Entries whose call was answered.
    private var promises: Set<ObjectID> = []
    /// What each contact's mark should be, by data source and user id.
    private var marks: [ContactName: Int64] = [:]
    private var eventIDs: [ObjectID: Set<String>] = [:]

    private struct ContactName: Hashable {
        let source: ObjectID
        let userID: String
    }

    /// A client was told that an entry is durable.
    mutating func promised(_ row: IngestEntry, in world: SimulatedWorld) {
        guard promises.insert(row.id).inserted else { return }
        let isWaiting = world.store.audience.log.contains { $0.id == row.id }
        if !isWaiting, !applied.contains(row.id) {
            world.violate("entry \(row.id) of the log was promised and is lost")
        }
    }

    /// An entry became durable: whatever comes of its call, it will be applied.
    mutating func stored(_ row: IngestEntry, _ items: [LogItem]) {
        guard let source = row.dataSource else { return }
        for item in items {
            switch item {
            case .contact(let userID, let assignments):
                let name = ContactName(source: source, userID: userID)
                for assignment in assignments {
                    if case .integer(let mark)? = assignment.value { marks[name] = mark }
                }
            case .event(let event): eventIDs[source, default: []].insert(event.eventID)
            default: break
            }
        }
    }

    /// Entries were applied and left the log.
    mutating func applied(_ entries: [ObjectID], in world: SimulatedWorld) {
        for entry in entries where !applied.insert(entry).inserted {
            world.violate("entry \(entry) of the log is applied twice")
        }
    }

    /// Checks what must hold when nothing moves any more.
    func checkEnd(in world: SimulatedWorld) {
        if !world.store.audience.log.isEmpty { world.violate("the ingest log is not empty") }
        for client in world.ingestClients { checkEnd(of: client, in: world) }
    }

    private func checkEnd(of client: IngestClient, in world: SimulatedWorld) {
        let (store, project) = (world.store.audience, client.project)
        let contacts = immediately { () async throws(ServiceError) in
            try await store.sourceContacts(of: project, after: 0, limit: 1_000)
        }
        let expected = marks.filter { $0.key.source == client.source.id }
        if contacts?.count != expected.count {
            world.violate("\(contacts?.count ?? 0) contacts, not \(expected.count)")
        }
        for contact in contacts ?? [] {
            let name = ContactName(source: contact.dataSource, userID: contact.userID)
            guard let mark = expected[name] else { continue }
            if Self.mark(of: contact) != mark {
                world.violate("contact \(contact.userID) does not have its latest values")
            }
        }
        let events = immediately { () async throws(ServiceError) in
            try await store.events(of: project, after: 0, limit: 10_000)
        }
        let ids = (events ?? []).map(\.eventID)
        if ids.count != Set(ids).count || Set(ids) != eventIDs[client.source.id] ?? [] {
            world.violate("\(ids.count) events, not \(eventIDs[client.source.id]?.count ?? 0)")
        }
    }

    private static func mark(of record: SourceContactRecord) -> Int64? {
        do throws(UnreadableContact) {
            let value = try record.contact()["mark"]
            guard case .integer(let mark)? = value else { return nil }
            return mark
        } catch {
            return nil
        }
    }
}
