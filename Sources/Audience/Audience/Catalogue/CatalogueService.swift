public import AccountsModel
public import Attributes
import AudienceModel
public import Essentials
public import Filters
import Identity

/// The attributes and event types of projects.
public final class CatalogueService: Sendable {
    private let directory: AudienceDirectory

    init(_ directory: AudienceDirectory) { self.directory = directory }

    /// The current attributes of a project: the built-in ones and its own.
    public func attributes(
        of project: ProjectID
    ) async throws(ServiceError) -> [CatalogueAttribute] {
        let audience = try await directory.audience(of: project)
        let unique = Set(audience.rules.merge.attributes.map(\.name))
        return audience.catalogue.current.listedAttributes.map { attribute in
            CatalogueAttribute(
                definition: attribute.definition,
                isUnique: unique.contains(attribute.name),
                createdBy: attribute.entry?.dataSource,
                createdAt: attribute.entry?.createdAt,
                updatedAt: attribute.entry?.updatedAt
            )
        }
    }

    /// The version of a project's catalogue: while it is the same, so are the attributes.
    public func version(of project: ProjectID) async throws(ServiceError) -> UInt64 {
        try await directory.audience(of: project).catalogue.version.number
    }

    /// The current event types of a project: the built-in ones and its own.
    public func eventTypes(
        of project: ProjectID
    ) async throws(ServiceError) -> [EventTypeDefinition] {
        try await directory.audience(of: project).catalogue.current.listedTypes
    }

    /// The names of the attributes that merge contacts of several data sources, `_user_id` first.
    public func uniqueAttributes(of project: ProjectID) async throws(ServiceError) -> [String] {
        try await directory.audience(of: project).rules.merge.attributes.map(\.name)
    }

    /// The attributes and event types that filters and aggregations of the project may use.
    public func filterCatalogue(
        of project: ProjectID
    ) async throws(ServiceError) -> FilterCatalogue {
        try await directory.audience(of: project).catalogue.current.forFilters
    }
}
