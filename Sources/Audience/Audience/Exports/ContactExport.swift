import AudienceColumns
public import AudienceModel
import Essentials

/// All contacts that a filter found when the export began, batch by batch, in order of arrival.
///
/// It holds who was found, a bit for each contact that the project ever had, and reads what is
/// known of them when their turn comes: nobody is skipped or shown twice while data moves, and
/// whoever is gone meanwhile is left out.
public final class ContactExport: Sendable {
    /// How many contacts were found.
    public let total: Int

    private let audience: ProjectAudience
    private let found: ContactSet
    private let last = Locked<ContactRow?>(nil)
    private let slot: ExportSlot

    init(_ found: ContactSet, of audience: ProjectAudience, _ slot: ExportSlot) {
        self.found = found
        self.audience = audience
        self.slot = slot
        total = found.count
    }

    /// The most contacts of a batch, which are read under one lock.
    private static let batch = 100

    /// The next contacts; none at the end.
    public func next() -> [AudienceContact] {
        while true {
            let rows = last.withLock { last in
                let rows = found.page(after: last, limit: Self.batch)
                last = rows.last ?? last
                return rows
            }
            if rows.isEmpty { return [] }
            let contacts = audience.contacts(in: rows)
            if !contacts.isEmpty { return contacts }
        }
    }
}
