import AccountsModel
import AudienceColumns
public import AudienceModel
public import Essentials

/// All contacts that matched when the export began, in batches, in order of arrival.
///
/// It holds one bit per contact that the project ever had, and reads contacts in batches. While
/// data changes no contact is skipped or returned twice, except that deleted ones are skipped.
public final class ContactExport: Sendable {
    /// How many contacts matched.
    public let total: Int

    private let audience: ProjectAudience
    private let found: ContactSet
    private let last = Locked<ContactRow?>(nil)
    private let project: Project
    private let context: AudienceContext
    private let slot: ExportSlot

    init(
        _ found: ContactSet,
        of audience: ProjectAudience,
        _ project: Project,
        _ context: AudienceContext,
        _ slot: ExportSlot
    ) {
        self.project = project
        self.context = context
        self.found = found
        self.audience = audience
        self.slot = slot
        total = found.count
    }

    /// The most contacts of a batch, which are read under one lock.
    private static let batch = 100

    /// The next contacts; empty at the end.
    public func next() async throws(ServiceError) -> [AudienceContact] {
        while true {
            let rows = last.withLock { last in
                let rows = found.page(after: last, limit: Self.batch)
                last = rows.last ?? last
                return rows
            }
            if rows.isEmpty { return [] }
            let audience = audience
            let contacts = try await context.compute(for: project, continuing: true) { _ in
                .success(audience.contacts(in: rows))
            }
            if !contacts.isEmpty { return contacts }
        }
    }
}
