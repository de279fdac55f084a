public import AccountsModel
import AudienceModel
public import Essentials

/// The data sources of projects.
public final class DataSourceService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog
    private let accounts: any AccountStore

    init(_ context: AudienceContext, _ log: IngestLog, accounts: any AccountStore) {
        self.context = context
        self.log = log
        self.accounts = accounts
    }

    /// An alias of a project's first data source.
    public static let firstSourceAlias = "dsapi"

    /// The data sources of a project that are not deleted, oldest first.
    public func list(
        of project: ProjectID
    ) async throws(ServiceError) -> [DataSourceReport] {
        let audience = try await context.directory.audience(of: project)
        try await log.refresh(audience)
        let statistics = try await context.store.streamStatistics(of: project)
        var reports: [DataSourceReport] = []
        for source in audience.sources.live {
            reports.append(
                try await report(on: source, statistics[source.id] ?? StreamStatistics(), audience)
            )
        }
        return reports
    }

    /// A data source of the project by its id, or the project's first one with `dsapi`.
    public func find(
        _ name: String,
        in project: ProjectID
    ) async throws(ServiceError) -> DataSource {
        let audience = try await context.directory.audience(of: project)
        if let found = Self.source(name, audience.sources) { return found }
        try await log.refresh(audience)
        guard let found = Self.source(name, audience.sources) else {
            throw .notFound("data source \(name)")
        }
        return found
    }

    private static func source(_ name: String, _ sources: ProjectSources) -> DataSource? {
        if name == firstSourceAlias { return sources.live.first }
        guard let id = ObjectID(name), let number = sources.number(of: id),
            let source = sources.source(number), source.isLive
        else { return nil }
        return source
    }

    /// A data source with its statistics.
    public func report(on source: DataSource) async throws(ServiceError) -> DataSourceReport {
        let audience = try await context.directory.audience(of: source.project)
        let statistics = try await context.store.streamStatistics(of: source.project)[source.id]
        return try await report(on: source, statistics ?? StreamStatistics(), audience)
    }

    private func report(
        on source: DataSource,
        _ statistics: StreamStatistics,
        _ audience: ProjectAudience
    ) async throws(ServiceError) -> DataSourceReport {
        DataSourceReport(
            source: source,
            statistics: statistics,
            contactsCount: max(statistics.contactsCreated - statistics.contactsRemoved, 0),
            quarantinedCount: try await context.store.quarantineCount(
                of: source.id,
                in: source.project
            )
        )
    }

    /// Creates a data source.
    public func create(
        _ profile: DataSourceProfile,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> DataSource {
        let profile = try ProfileRules.checked(profile)
        guard project.kind == .standard else {
            throw .invalid([
                FieldError(
                    "project",
                    Phrase.mustBe("a standard project; only those have an audience")
                )
            ])
        }
        let source = DataSource(
            id: context.ids.next(),
            project: project.id,
            organization: project.organization,
            profile: profile,
            createdAt: context.clock.now
        )
        try await accounts.create(
            source,
            audit: context.audit("datasource.create", of: "\(source.id)", by: actor, profile.name)
        )
        try await log.refresh(try await context.directory.audience(of: project.id))
        return try await find("\(source.id)", in: project.id)
    }

    /// Replaces the settings of a data source.
    public func update(
        _ source: DataSource,
        _ profile: DataSourceProfile,
        by actor: String
    ) async throws(ServiceError) -> DataSource {
        var changed = source
        changed.profile = try ProfileRules.checked(profile)
        changed.updatedAt = context.clock.now
        try await context.store.update(
            changed,
            audit: context.audit("datasource.update", of: "\(source.id)", by: actor, profile.name)
        )
        try await log.refresh(try await context.directory.audience(of: source.project))
        return changed
    }

    /// Deletes a data source; its tokens are revoked at once, its contacts are removed soon after.
    public func delete(
        _ source: DataSource,
        by actor: String
    ) async throws(ServiceError) {
        var deleted = source
        deleted.deletedAt = context.clock.now
        let entry = IngestEntry(
            id: context.ids.next(),
            project: source.project,
            dataSource: source.id,
            itemsCount: 1,
            acceptedAt: context.clock.now,
            payload: LogItem.encode([.sourceRemoval])
        )
        try await context.store.delete(
            deleted,
            by: entry,
            audit: context.audit("datasource.delete", of: "\(source.id)", by: actor)
        )
        try await log.refresh(try await context.directory.audience(of: source.project))
        try await log.readNewEntries()
    }
}
