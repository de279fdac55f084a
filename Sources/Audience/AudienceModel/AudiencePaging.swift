/// The order and page of a search or scroll.
///
/// The filter is separate: a value of the filter language.
public struct AudiencePaging: Hashable, Sendable {
    /// The attribute or event field to sort by; nil for order of arrival.
    public var sortField: String?
    /// Whether the smallest comes first.
    public var isAscending: Bool
    /// The most rows to return.
    public var limit: Int
    /// How many rows to skip; only for searches.
    public var offset: Int
    /// The cursor that the previous page of a scroll returned; nil for its first page.
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

/// A page of matching rows.
public struct AudiencePage<Row: Sendable>: Sendable {
    /// The rows, in the requested order.
    public let rows: [Row]
    /// The exact total number of matches.
    public let totalHits: Int
    /// The cursor of the next page of a scroll; nil on the last one.
    public let cursor: String?

    /// Creates the value.
    public init(rows: [Row], totalHits: Int, cursor: String? = nil) {
        self.rows = rows
        self.totalHits = totalHits
        self.cursor = cursor
    }
}
