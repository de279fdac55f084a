/// The definition of an event type, and of the parameters of its events.
public struct EventTypeDefinition: Sendable, Hashable {
    /// The name in every API.
    public let uid: String
    /// The name that people see.
    public var name: String
    /// The meaning of the event.
    public var description: String
    /// The group it is shown in.
    public var category: Category
    /// An emoji.
    public var emoji: String
    /// The name of an icon.
    public var icon: String
    /// Whether it is shown to people first.
    public var isImportant: Bool
    /// Whether it can be attributed to a campaign.
    public var countsForAttribution: Bool
    /// Whether it can start an automation.
    public var startsAutomations: Bool
    /// Whether it is shown to people.
    public var isVisible = true
    /// Whether its events are recorded; those of others are ignored.
    public var isEnabled = true
    /// Its parameters in display order.
    public var parameters: [ParameterDefinition]

    /// Creates a definition.
    public init(
        _ uid: String,
        name: String,
        description: String = "",
        category: Category = .custom,
        emoji: String = "🔹",
        icon: String = "event",
        isImportant: Bool = false,
        countsForAttribution: Bool = false,
        startsAutomations: Bool = true,
        parameters: [ParameterDefinition] = []
    ) {
        self.uid = uid
        self.name = name
        self.description = description
        self.category = category
        self.emoji = emoji
        self.icon = icon
        self.isImportant = isImportant
        self.countsForAttribution = countsForAttribution
        self.startsAutomations = startsAutomations
        self.parameters = parameters
    }

    /// The definition of a parameter; nil if the type has no parameter with the name.
    public func parameter(_ name: String) -> ParameterDefinition? {
        parameters.first { $0.name == name }
    }

    /// The groups that event types are shown in; the raw value is the name on the wire.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        case ecommerce, behaviour, appointments, payments, messages, metrics, audience, custom
    }
}

/// The definition of a parameter of an event.
public struct ParameterDefinition: Sendable, Hashable {
    /// The name in every API.
    public let name: String
    /// The name that people see.
    public var title: String
    /// Its meaning.
    public var description: String
    /// The name of an icon.
    public var icon: String
    /// The type of its values.
    public var dataType: DataType
    /// How its values are displayed and checked.
    public var visualType: VisualType
    /// The most characters of a text; nil for types without a length.
    public var maxLength: Int?
    /// Whether an event without it is refused.
    public var isRequired: Bool
    /// The most values; above 1 the value is a list.
    public var multivalue: Int
    /// Whether it is shown to people.
    public var isVisible = true
    /// Whether its values are recorded; those of others are ignored.
    public var isEnabled = true

    /// Creates a definition.
    public init(
        _ name: String,
        title: String,
        description: String = "",
        icon: String = "tag",
        _ dataType: DataType,
        as visualType: VisualType? = nil,
        isRequired: Bool = false,
        multivalue: Int = 1
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.icon = icon
        self.dataType = dataType
        self.visualType = visualType ?? VisualType(dataType)
        self.maxLength = dataType.maxLength
        self.isRequired = isRequired
        self.multivalue = multivalue
    }

    /// Whether its value is a list.
    public var isList: Bool { multivalue > 1 }
}

extension DataType {
    /// The most characters of a text; nil for types without a length.
    public var maxLength: Int? {
        switch self {
        case .string: AttributeLimits.standard.stringLength
        case .text: AttributeLimits.standard.textLength
        default: nil
        }
    }
}
