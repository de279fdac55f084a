/// A search in the contacts or events of a project.
///
/// The filter stands apart, as a tree that was parsed against the project's catalogue.
public struct AudiencePaging: Hashable, Sendable {
    /// The attribute or event field to sort by; nil for the order of arrival.
    public var sortField: String?
    /// Whether the smallest comes first.
    public var isAscending: Bool
    /// The most rows of the answer.
    public var limit: Int
    /// How many rows to skip; only for searches.
    public var offset: Int
    /// Where the last page of a scroll ended; nil for its first page.
    public var cursor: String?

    /// Creates the value.
    public init(
        sortField: String? = nil,
        isAscending: Bool = false,
        limit: Int,
        offset: Int = 0,
        cursor: String? = nil
    ) {
        self.sortField = sortField
        self.isAscending = isAscending
        self.limit = limit
        self.offset = offset
        self.cursor = cursor
    }
}

/// Some of the rows that a search found.
public struct AudiencePage<Row: Sendable>: Sendable {
    /// The rows, in the order asked for.
    public let rows: [Row]
    /// How many there are in all, exactly.
    public let totalHits: Int
    /// What to ask for the next page of a scroll with; nil when there is none.
    public let cursor: String?

    /// Creates the value.
    public init(rows: [Row], totalHits: Int, cursor: String? = nil) {
        self.rows = rows
        self.totalHits = totalHits
        self.cursor = cursor
    }
}
