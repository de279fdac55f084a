/// The definition of an attribute: its name, labels, type and use.
public struct AttributeDefinition: Sendable, Hashable {
    /// The name in every API; built-in ones begin with `_`.
    public let uid: String
    /// The name that people see.
    public var displayLabel: String
    /// Its meaning.
    public var description: String
    /// The type of its values.
    public var dataType: DataType
    /// How its values are displayed and checked.
    public var visualType: VisualType
    /// The most values per contact; above 1 the value is a list.
    public var multivalue: Int
    /// The flags that are set.
    public var flags: Flags

    /// Creates a definition.
    public init(
        _ uid: String,
        label: String,
        description: String = "",
        _ dataType: DataType,
        as visualType: VisualType? = nil,
        multivalue: Int = 1,
        flags: Flags = .ordinary
    ) {
        self.uid = uid
        self.displayLabel = label
        self.description = description
        self.dataType = dataType
        self.visualType = visualType ?? VisualType(dataType)
        self.multivalue = multivalue
        self.flags = flags
    }

    /// The definition of a custom attribute when it first arrives.
    public static func custom(_ uid: String, _ type: DataType, multivalue: Int = 1) -> Self {
        AttributeDefinition(
            uid,
            label: uid,
            type,
            multivalue: multivalue,
            flags: [.custom, .enabled, .visible, .mappeable]
        )
    }

    /// Whether its value is a list.
    public var isList: Bool { multivalue > 1 }

    /// How an attribute may be used; the names are those of the API.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt16
        /// Creates flags from their bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// It can merge contacts of several data sources.
        public static let unique = Flags(rawValue: 1)
        /// The project created it.
        public static let custom = Flags(rawValue: 2)
        /// Data sources cannot set it; values that they send are ignored.
        public static let readonly = Flags(rawValue: 4)
        /// It is computed from events.
        public static let eventBased = Flags(rawValue: 8)
        /// It is in use.
        public static let enabled = Flags(rawValue: 16)
        /// It is shown to people.
        public static let visible = Flags(rawValue: 32)
        /// It is shown to people first.
        public static let important = Flags(rawValue: 64)
        /// Only the platform uses it.
        public static let `internal` = Flags(rawValue: 128)
        /// An import may map a column to it (spelled as in the API).
        public static let mappeable = Flags(rawValue: 256)
        /// A webhook must have it.
        public static let requiredInWebhook = Flags(rawValue: 512)

        /// The flags of most built-in attributes.
        public static let ordinary: Flags = [.enabled, .visible, .mappeable]
        /// The flags of attributes that the platform computes.
        public static let computed: Flags = [.enabled, .visible, .readonly]
    }
}

/// How values are displayed and checked beyond their type; the raw value is the name on the wire.
public enum VisualType: String, Sendable, Hashable, CaseIterable {
    case text
    case longText = "long-text"
    case number, money
    case switched = "switch"
    case date, datetime, map, json
    case email, phone, country, language, currency, timezone, gender, url, tags, percentage

    /// The default of a type.
    public init(_ type: DataType) {
        self =
            switch type {
            case .string: .text
            case .text: .longText
            case .integer, .decimal: .number
            case .bool: .switched
            case .date: .date
            case .datetime: .datetime
            case .coordinates: .map
            case .payload: .json
            }
    }
}
