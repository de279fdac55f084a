public import AccountsModel
import Attributes
public import AudienceModel
public import Essentials
import Identity

/// Declares, changes and deletes attributes, event types and parameters.
///
/// What is stored keeps its name and its bytes: labels and types are the project's view of it. A
/// deletion removes what is stored, in the order of the ingest log, and makes the name free.
public final class SchemaService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// The names that a project has created, or whose built-in definition it has changed.
    public func ownNames(
        of project: ProjectID
    ) async throws(ServiceError) -> Set<CatalogueEntry.Key> {
        let audience = try await context.directory.audience(of: project)
        return Set(audience.catalogue.current.entries.keys)
    }

    /// Declares an attribute, event type or parameter, or changes one; returns whether it is new.
    ///
    /// A new type must fit all stored values, unless the patch is forced: throws
    /// ``ServiceError/conflict(_:)`` otherwise.
    @discardableResult
    public func set(
        _ key: CatalogueEntry.Key,
        _ patch: SchemaPatch,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> Bool {
        let audience = try await currentAudience(of: project)
        let catalogue = audience.catalogue.current
        let editor = SchemaEditor(catalogue, project.id, now: context.clock.now)
        let (entry, isNew) = try editor.entry(key, patch)
        if let old = catalogue.entries[key], !patch.isForced, entry.narrows(old) {
            let loaded = try await log.loadedAudience(of: project.id)
            let lost = try await SchemaFit(context.store, loaded).misfits(entry)
            guard lost == 0 else {
                throw .conflict(
                    "\(lost) stored values cannot be \(entry.dataType); force the change to make"
                        + " them no values"
                )
            }
        }
        try await context.store.change(
            SchemaChange(project: project.id, set: [entry]),
            audit: context.audit(
                "schema.set",
                of: "\(project.uid)",
                by: actor,
                "\(key.kind.rawValue) \(key.path)"
            )
        )
        try await log.refresh(audience)
        return isNew
    }

    /// Deletes an attribute, event type or parameter with everything stored under its name.
    ///
    /// With `sync`, returns when that is gone; else it is removed soon, before calls that are
    /// accepted later are applied.
    public func remove(
        _ key: CatalogueEntry.Key,
        in project: Project,
        by actor: String,
        _ options: IngestOptions = []
    ) async throws(ServiceError) {
        let audience = try await currentAudience(of: project)
        let catalogue = audience.catalogue.current
        try check(key, catalogue, audience.rules)
        guard !options.contains(.dryRun) else { return }
        let entry = IngestEntry(
            id: context.ids.next(),
            project: project.id,
            dataSource: nil,
            itemsCount: 1,
            acceptedAt: context.clock.now,
            payload: LogItem.encode([.nameRemoval(key)])
        )
        let parts = catalogue.entries.keys.filter {
            key.kind == .eventType && $0.kind == .eventParameter && $0.eventType == key.uid
        }
        try await context.store.change(
            SchemaChange(project: project.id, removed: [key] + parts, entry: entry),
            audit: context.audit(
                "schema.delete",
                of: "\(project.uid)",
                by: actor,
                "\(key.kind.rawValue) \(key.path)"
            )
        )
        try await log.refresh(audience)
        try await log.readNewEntries()
        guard options.contains(.sync) else { return }
        let isDone = try await context.poll(every: .milliseconds(5)) {
            () async throws(ServiceError) in
            try await context.store.pending([entry.id], in: project.id).isEmpty
        }
        guard isDone else { throw .overloaded("accepted, but not applied yet") }
    }

    /// The audience with the stored catalogue, which another process may have changed.
    private func currentAudience(
        of project: Project
    ) async throws(ServiceError) -> ProjectAudience {
        let audience = try await context.directory.audience(of: project.id)
        try await log.refresh(audience)
        return audience
    }

    private func check(
        _ key: CatalogueEntry.Key,
        _ catalogue: Catalogue,
        _ rules: AudienceRules
    ) throws(ServiceError) {
        guard !key.isBuiltIn else {
            throw .conflict("\(key.path) is built in: it can be hidden, but not deleted")
        }
        guard catalogue.entries[key] != nil else {
            throw .notFound("\(key.noun) \(key.path)")
        }
        guard key.kind == .attribute else { return }
        guard rules.merge.rank(of: key.uid) == nil, rules.attributes[key.uid] == nil else {
            throw .conflict("The rules of the audience use \(key.uid)")
        }
    }
}

extension CatalogueEntry.Key {
    /// The name with that of its event type.
    var path: String { eventType.isEmpty ? uid : "\(eventType).\(uid)" }

    /// What it names.
    var noun: String {
        switch kind {
        case .attribute: "attribute"
        case .eventType: "event type"
        case .eventParameter: "parameter"
        }
    }

    /// Whether every project has it.
    var isBuiltIn: Bool {
        switch kind {
        case .attribute: KnownAttributes.definition(uid) != nil
        case .eventType: KnownEvents.definition(uid) != nil
        case .eventParameter: KnownEvents.definition(eventType)?.parameter(uid) != nil
        }
    }
}

extension CatalogueEntry {
    /// Whether some values that the old entry has cannot be values of this one.
    fileprivate func narrows(_ old: CatalogueEntry) -> Bool {
        guard kind != .eventType else { return false }
        if mostValues < old.mostValues { return true }
        guard let type = DataType(rawValue: dataType), let other = DataType(rawValue: old.dataType)
        else { return false }
        return type != other && !other.widens(to: type)
    }
}
