/// The number of a data source, in order of creation.
public struct DataSourceNumber: Hashable, Comparable, Sendable {
    /// The number.
    public let number: Int64

    /// Wraps a number.
    public init(_ number: Int64) { self.number = number }

    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The key of a source contact: its data source and its user id there.
public struct ContactKey: Hashable, Comparable, Sendable {
    /// The data source.
    public let source: DataSourceNumber
    /// The `_user_id` from the data source, in Unicode's NFC.
    public let userID: String

    /// Creates the key.
    public init(source: DataSourceNumber, userID: String) {
        self.source = source
        self.userID = userID
    }

    /// Orders by data source, then user id.
    public static func < (left: Self, right: Self) -> Bool {
        left.source == right.source ? left.userID < right.userID : left.source < right.source
    }
}
