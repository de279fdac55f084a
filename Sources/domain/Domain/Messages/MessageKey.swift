public import Essentials

/// Names one message: the project leads, as in every key of project data.
public struct MessageKey: Hashable, Comparable, Sendable {
    /// The project it belongs to.
    public let project: ProjectID
    /// Its public identifier.
    public let id: ObjectID

    /// Creates the key.
    public init(project: ProjectID, id: ObjectID) {
        self.project = project
        self.id = id
    }

    /// Orders by project, then by time.
    public static func < (left: Self, right: Self) -> Bool {
        left.project == right.project ? left.id < right.id : left.project < right.project
    }
}
