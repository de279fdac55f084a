public import AccountsModel
public import AudienceModel
import Essentials

/// Caches `ContactView`s by project and privacy level, which many tokens share.
public final class ContactViewCache: Sendable {
    private struct Key: Hashable {
        let project: ProjectID
        let level: AudienceAccess.Level
        let seesEvents: Bool

        init(_ project: ProjectID, _ access: AudienceAccess) {
            self.project = project
            level = access.level
            seesEvents = access.seesEvents
        }
    }

    private struct Entry {
        let version: UInt64
        let view: ContactView
    }

    /// The most cached views; the cache is emptied when it is full.
    private static let capacity = 1000

    private let entries = Locked([Key: Entry]())

    /// Creates an empty cache.
    public init() {}

    /// The view of a project at a privacy level; nil if it is not cached, or was cached for
    /// another version of the catalogue.
    public func view(
        of project: ProjectID,
        _ access: AudienceAccess,
        version: UInt64
    ) -> ContactView? {
        entries.withLock { entries in
            guard let entry = entries[Key(project, access)],
                entry.version == version
            else { return nil }
            return entry.view
        }
    }

    /// Caches the view of a project with this version of its catalogue.
    public func insert(
        _ view: ContactView,
        of project: ProjectID,
        _ access: AudienceAccess,
        version: UInt64
    ) {
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[Key(project, access)] = Entry(version: version, view: view)
        }
    }
}
