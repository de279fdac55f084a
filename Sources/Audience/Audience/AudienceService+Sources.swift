public import AccountsModel
import AudienceModel
public import Essentials

extension AudienceService {
    /// The name that leads to a project's first data source.
    public static let firstSourceAlias = "dsapi"

    /// The data sources of a project that live, oldest first.
    public func dataSources(
        of project: ProjectID
    ) async throws(ServiceError) -> [DataSourceReport] {
        let audience = try await directory.audience(of: project)
        try await refresh(audience)
        let statistics = try await store.streamStatistics(of: project)
        var reports: [DataSourceReport] = []
        for source in audience.sources.live {
            reports.append(
                try await report(on: source, statistics[source.id] ?? StreamStatistics(), audience)
            )
        }
        return reports
    }

    /// A data source of the project by its id, or with `dsapi` the project's first one.
    public func dataSource(
        _ name: String,
        in project: ProjectID
    ) async throws(ServiceError) -> DataSource {
        let audience = try await directory.audience(of: project)
        if let found = AudienceService.source(name, audience.sources) { return found }
        try await refresh(audience)
        guard let found = AudienceService.source(name, audience.sources) else {
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

    /// A data source with what it was sent and how many contacts it has.
    public func report(on source: DataSource) async throws(ServiceError) -> DataSourceReport {
        let audience = try await directory.audience(of: source.project)
        let statistics = try await store.streamStatistics(of: source.project)[source.id]
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
            quarantinedCount: try await store.quarantineCount(
                of: source.id,
                in: source.project
            )
        )
    }

    /// Creates a data source.
    public func createDataSource(
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
            id: ids.next(),
            project: project.id,
            organization: project.organization,
            profile: profile,
            createdAt: clock.now
        )
        try await accounts.create(
            source,
            audit: audit("datasource.create", of: "\(source.id)", by: actor, profile.name)
        )
        try await refresh(try await directory.audience(of: project.id))
        return try await dataSource("\(source.id)", in: project.id)
    }

    /// Replaces what the operator chose of a data source.
    public func updateDataSource(
        _ source: DataSource,
        _ profile: DataSourceProfile,
        by actor: String
    ) async throws(ServiceError) -> DataSource {
        var changed = source
        changed.profile = try ProfileRules.checked(profile)
        changed.updatedAt = clock.now
        try await store.update(
            changed,
            audit: audit("datasource.update", of: "\(source.id)", by: actor, profile.name)
        )
        try await refresh(try await directory.audience(of: source.project))
        return changed
    }

    /// Deletes a data source; its tokens end at once, and its contacts leave soon after.
    public func deleteDataSource(
        _ source: DataSource,
        by actor: String
    ) async throws(ServiceError) {
        var deleted = source
        deleted.deletedAt = clock.now
        let entry = IngestEntry(
            id: ids.next(),
            project: source.project,
            dataSource: source.id,
            itemsCount: 1,
            acceptedAt: clock.now,
            payload: LogItem.encode([.sourceRemoval])
        )
        try await store.delete(
            deleted,
            by: entry,
            audit: audit("datasource.delete", of: "\(source.id)", by: actor)
        )
        try await refresh(try await directory.audience(of: source.project))
        try await readNewEntries()
    }
}
