public import AccountsModel
public import AudienceModel
import Essentials

/// The views of contacts that were made lately, as all tokens of one level share one.
public final class ContactViewShelf: Sendable {
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
        let attributesCount: Int
        let view: ContactView
    }

    /// The most views that are kept; beyond it all are made anew.
    private static let mostViews = 1000

    private let entries = Locked([Key: Entry]())

    /// Creates an empty shelf.
    public init() {}

    /// What a token sees of a project with so many attributes; nil when the view is to be made.
    public func view(
        of project: ProjectID,
        _ access: AudienceAccess,
        attributesCount: Int
    ) -> ContactView? {
        entries.withLock { entries in
            guard let entry = entries[Key(project, access)],
                entry.attributesCount == attributesCount
            else { return nil }
            return entry.view
        }
    }

    /// Keeps what a token sees of a project that had so many attributes when the view was made.
    public func keep(
        _ view: ContactView,
        of project: ProjectID,
        _ access: AudienceAccess,
        attributesCount: Int
    ) {
        entries.withLock { entries in
            if entries.count >= Self.mostViews { entries.removeAll() }
            entries[Key(project, access)] = Entry(attributesCount: attributesCount, view: view)
        }
    }
}
