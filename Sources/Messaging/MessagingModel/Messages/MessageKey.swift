public import AccountsModel
public import Essentials

/// Identifies a message; the project comes first, as in every key of project data.
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

    /// 16 bits derived from the identifier, sent to carriers as `user_message_reference`.
    ///
    /// Source: SMPP 3.4, 5.3.2.17.
    public var shortReference: UInt16 {
        UInt16(truncatingIfNeeded: (id.high &* 0x9E37_79B9_7F4A_7C15) >> 48)
    }
}
