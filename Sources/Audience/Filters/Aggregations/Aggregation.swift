public import Attributes

/// A computation over the contacts or events that match a filter.
public struct Aggregation: Sendable, Hashable {
    /// The name of the result.
    public var name: String
    /// What is computed.
    public var kind: Kind
    /// What it is computed from; only a count needs nothing.
    public var key: Key?
    /// What is computed for each bucket.
    public var children: [Aggregation]

    /// Creates an aggregation.
    public init(_ name: String, _ kind: Kind, of key: Key? = nil, children: [Aggregation] = []) {
        self.name = name
        self.kind = kind
        self.key = key
        self.children = children
    }

    /// What is computed.
    public enum Kind: Sendable, Hashable {
        /// The number of rows, or of rows that have the value.
        case count
        /// The sum of the numbers, exact to the millionth.
        case sum
        /// The mean of the numbers.
        case average
        /// The smallest number, day or moment.
        case minimum
        /// The largest number, day or moment.
        case maximum
        /// The exact number of distinct values.
        case cardinality
        /// The percentiles, interpolated linearly.
        case percentiles([Double])
        /// The most frequent values with their counts, at most `size`.
        case terms(size: Int)
        /// The number of values in each interval of a length.
        case histogram(interval: Double)
        /// The number of days or moments in each calendar unit.
        case dateHistogram(CalendarUnit)
    }

    /// The units of a date histogram; the raw value is the name on the wire.
    public enum CalendarUnit: String, Sendable, Hashable, CaseIterable {
        case hour, day, week, month, quarter, year
    }

    /// What an aggregation is computed from.
    public enum Key: Sendable, Hashable {
        /// An attribute of contacts.
        case attribute(String, DataType)
        /// The name of an event's type.
        case eventType
        /// When an event happened.
        case eventDate
        /// When an event was received.
        case created
        /// A parameter of events, with the types that are aggregated together, at least one.
        case parameter(String, [DataType])

        /// The type of its values, or the first of several.
        public var type: DataType {
            switch self {
            case .attribute(_, let type): type
            case .parameter(_, let types): types.first ?? .string
            case .eventType: .string
            case .eventDate, .created: .datetime
            }
        }

        /// Whether it reads values of the type.
        public func reads(_ other: DataType) -> Bool {
            switch self {
            case .parameter(_, let types):
                types.contains(other)
                    || other.isTextual && types.contains(where: \.isTextual)
            default: type == other
            }
        }
    }

    /// The attributes that it reads, to check what a token may see.
    public var attributes: Set<String> {
        var names = children.reduce(into: Set<String>()) { $0.formUnion($1.attributes) }
        if case .attribute(let name, _) = key { names.insert(name) }
        return names
    }

    /// The limits of a request.
    public enum Limits {
        /// The most aggregations, including nested ones.
        public static let aggregations = 50
        /// The deepest nesting.
        public static let depth = 4
        /// The most buckets of a request.
        public static let buckets = 10_000
        /// The most terms of an aggregation.
        public static let terms = 1_000
        /// The most percents of an aggregation.
        public static let percents = 20
    }
}
