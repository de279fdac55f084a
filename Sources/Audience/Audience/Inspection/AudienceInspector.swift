public import AccountsModel
import Attributes
import AudienceColumns
import AudienceModel
public import Essentials
import Filters
import Identity

/// The result of rebuilding an audience from the store.
public struct AudienceInspection: Sendable, Hashable {
    /// Source contacts that were loaded.
    public var contacts = 0
    /// The people that they form.
    public var people = 0
    /// Events that were loaded.
    public var events = 0
    /// Stored data that cannot be loaded, or is not found afterwards.
    public var findings: [Finding] = []
}

/// Checks that a project's audience can be rebuilt from the store.
public final class AudienceInspector: Sendable {
    private let context: AudienceContext

    init(_ context: AudienceContext) { self.context = context }

    /// Rebuilds a project's audience from the store, and looks up everything that is stored.
    ///
    /// Safe beside a running server, whose memory it does not see: it checks what a start would
    /// load. It takes the memory and time of a start, some seconds for a million contacts.
    public func inspect(_ project: ProjectID) async throws(ServiceError) -> AudienceInspection {
        let audience = try await context.directory.fresh(project)
        let figures = try await AudienceLoader(
            context.store,
            context.clock,
            audience,
            report: context.observer.failed
        ).load()
        var inspection = AudienceInspection()
        inspection.contacts = figures.contacts
        inspection.people = figures.people
        inspection.events = figures.events
        inspection.findings = try await contacts(in: audience) + events(in: audience)
        let rows = audience.index.withLock { $0.columns.contactCount }
        if rows != figures.people {
            inspection.findings.append(
                Finding(.problem, "audience", "\(figures.people) people are \(rows) rows to search")
            )
        }
        return inspection
    }

    /// Looks up each stored contact by its number, its identity and its user id.
    private func contacts(in audience: ProjectAudience) async throws(ServiceError) -> [Finding] {
        var unreadable = Tally()
        var lost = Tally()
        var last: Int64 = 0
        while true {
            let rows = try await context.store.sourceContacts(
                of: audience.project,
                after: last,
                limit: 2000
            )
            guard let end = rows.last else { break }
            last = end.number
            for row in rows {
                do throws(UnreadableContact) {
                    _ = try row.contact()
                    guard audience.sources.number(of: row.dataSource) != nil else {
                        unreadable.add(row.userID)
                        continue
                    }
                    if !audience.finds(row) { lost.add(row.userID) }
                } catch {
                    unreadable.add(error.userID)
                }
            }
        }
        return unreadable.finding("contacts cannot be read")
            + lost.finding("contacts are stored, but not found in their audience")
    }

    /// Decodes each stored event.
    private func events(in audience: ProjectAudience) async throws(ServiceError) -> [Finding] {
        var unreadable = Tally()
        var last: Int64 = 0
        while true {
            let rows = try await context.store.events(
                of: audience.project,
                after: last,
                limit: 2000
            )
            guard let end = rows.last else { break }
            last = end.number
            for row in rows where row.parameters == nil { unreadable.add(row.eventID) }
        }
        return unreadable.finding("events cannot be read")
    }
}

/// Counts occurrences, and keeps the name of the first.
private struct Tally {
    private var count = 0
    private var first = ""

    mutating func add(_ name: String) {
        if count == 0 { first = name }
        count += 1
    }

    func finding(_ sentence: String) -> [Finding] {
        count == 0
            ? [] : [Finding(.problem, "audience", "\(count) \(sentence); one is \(first)")]
    }
}

extension ProjectAudience {
    /// Whether the contact is found; one that was added or changed since counts as found.
    fileprivate func finds(_ row: SourceContactRecord) -> Bool {
        let number = UInt32(truncatingIfNeeded: row.number)
        return memory.withReadLock { memory in
            guard number < memory.contacts.next, let source = sources.number(of: row.dataSource)
            else { return true }
            guard let record = memory.contacts.record(number) else { return false }
            guard record.payload == row.payload else { return true }
            return memory.contacts.number(of: row.userID, source: source) == number
                && memory.identity(of: number)?.members.contains(row.number) == true
                && memory.lookup.candidates("_user_id", row.userID).contains(number)
        }
    }
}
