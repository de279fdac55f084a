public import AccountsModel
import Attributes
import AudienceColumns
import AudienceModel
public import Essentials
public import Filters

/// Exports of contacts and events.
public final class ExportService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog
    private let slots: ExportSlots

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
        slots = ExportSlots(
            capacity: context.configuration.exports,
            perOrganization: context.configuration.exportsPerOrganization
        )
    }

    /// Starts an export of the contacts that match now, and records it in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are running.
    public func contacts(
        _ filter: Filter,
        in project: Project,
        by actor: String,
        token: ObjectID? = nil
    ) async throws(ServiceError) -> ContactExport {
        let slot = try slots.take(project.organization.number)
        let audience = try await log.loadedAudience(of: project.id)
        let bound = filter.bound(context.filterContext(of: project))
        let found = try await context.compute(for: project, by: token) { pace in
            .success(audience.query(pace) { $0.columns.matches(bound) })
        }
        let export = ContactExport(found, of: audience, project, context, slot)
        try await record("\(export.total) contacts", of: project, by: actor)
        return export
    }

    /// Starts an export of the events that match now, and records it in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are running.
    public func events(
        _ filter: EventFilter,
        in project: Project,
        by actor: String,
        token: ObjectID? = nil
    ) async throws(ServiceError) -> EventExport {
        let slot = try slots.take(project.organization.number)
        let audience = try await log.loadedAudience(of: project.id)
        let bound = audience.resolved(filter.bound(context.filterContext(of: project)))
        let found = try await context.compute(for: project, by: token) { pace in
            .success(audience.query(pace) { $0.columns.matches(bound) })
        }
        let export = EventExport(found, of: audience, in: context.store, slot)
        try await record("\(export.total) events", of: project, by: actor)
        return export
    }

    private func record(
        _ what: String,
        of project: Project,
        by actor: String
    ) async throws(ServiceError) {
        let entry = context.audit("audience.export", of: "\(project.uid)", by: actor, what)
        try await context.store.leave(IngestIntake(entry: nil), audit: entry)
    }
}
