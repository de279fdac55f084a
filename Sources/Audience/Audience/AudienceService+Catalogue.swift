public import AccountsModel
public import Attributes
public import Essentials
import Identity

extension AudienceService {
    /// The attributes of a project: the known ones and its own, as of now.
    public func attributes(
        of project: ProjectID
    ) async throws(ServiceError) -> [CatalogueAttribute] {
        let audience = try await directory.audience(of: project)
        let unique = Set(audience.rules.merge.attributes.map(\.name))
        return audience.shelf.current.listedAttributes.map { attribute in
            CatalogueAttribute(
                definition: attribute.definition,
                isUnique: unique.contains(attribute.name),
                createdBy: attribute.createdBy,
                createdAt: attribute.createdAt
            )
        }
    }

    /// How many attributes a project has: while it stays the same, they are the same.
    ///
    /// Attributes are added, and never changed or removed.
    public func attributesCount(
        of project: ProjectID
    ) async throws(ServiceError) -> Int {
        try await directory.audience(of: project).shelf.attributesCount
    }

    /// The event types of a project: the known ones and its own, as of now.
    public func eventTypes(
        of project: ProjectID
    ) async throws(ServiceError) -> [EventTypeDefinition] {
        try await directory.audience(of: project).shelf.current.listedTypes
    }

    /// The names of the attributes that join contacts of several data sources, `_user_id` first.
    public func uniqueAttributes(of project: ProjectID) async throws(ServiceError) -> [String] {
        try await directory.audience(of: project).rules.merge.attributes.map(\.name)
    }
}
