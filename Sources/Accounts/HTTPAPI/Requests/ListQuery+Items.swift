public import Essentials

/// The value of a field in comparisons.
public enum ListValue: Hashable, Sendable {
    /// A string; dates are strings in ISO 8601.
    case text(String)
    /// A number.
    case number(Double)
    /// No value, which is less than any other.
    case none
}

extension ListQuery {
    /// Filters and sorts items, and returns the requested page.
    ///
    /// - Parameters:
    ///   - items: all items, in the default order.
    ///   - fields: the fields that a query may use, and how to read them.
    /// - Returns: the items of the page, and how many meet the conditions.
    /// - Throws: ``ServiceError/invalid(_:)`` when the query uses another field.
    public func page<Item>(
        of items: [Item],
        _ fields: [String: @Sendable (Item) -> ListValue]
    ) throws(ServiceError) -> (items: [Item], count: Int) {
        var found = items
        for condition in conditions {
            guard let read = fields[condition.field] else {
                throw ListQuery.unknown(condition.field, fields.keys)
            }
            found = found.filter { condition.isMet(by: read($0)) }
        }
        // Sorts stably by the least important field first, so that the most important one prevails.
        for sorting in sorting.reversed() {
            guard let read = fields[sorting.field] else {
                throw ListQuery.unknown(sorting.field, fields.keys)
            }
            let keyed = found.enumerated().map { (read($0.element), $0.offset, $0.element) }
            found = keyed.sorted { left, right in
                if left.0 == right.0 { return left.1 < right.1 }
                return (left.0 < right.0) == sorting.isAscending
            }.map(\.2)
        }
        return (Array(found.dropFirst(start).prefix(limit)), found.count)
    }
}

extension ListQuery {
    private static func unknown(
        _ field: String,
        _ fields: some Collection<String>
    ) -> ServiceError {
        refused(field, Phrase.mustBe("one of \(fields.sorted().joined(separator: ", "))"))
    }
}

extension ListQuery.Condition {
    func isMet(by value: ListValue) -> Bool {
        let wanted = values.map { $0.asValue(like: value) }
        guard let first = wanted.first else { return false }
        return switch comparison {
        case .eq: value == first
        case .ne: value != first
        case .in: wanted.contains(value)
        case .nin: !wanted.contains(value)
        case .gt: first < value
        case .gte: first <= value
        case .lt: value != .none && value < first
        case .lte: value != .none && value <= first
        case .like:
            if case .text(let text) = value {
                text.lowercased().contains(values[0].lowercased().filter { $0 != "%" })
            } else {
                false
            }
        }
    }
}

extension ListValue: Comparable {
    /// Orders numbers by value and strings by code points.
    public static func < (left: ListValue, right: ListValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .number: 1
        case .text: 2
        }
    }
}

extension String {
    /// The string as a value of the same kind as another one.
    fileprivate func asValue(like value: ListValue) -> ListValue {
        if case .number = value, let number = Double(self) { return .number(number) }
        return .text(self)
    }
}
