/// The built-in event types, which every project has, with their parameters.
public enum KnownEvents {
    /// All of them in display order.
    public static let all: [EventTypeDefinition] =
        shop + payments + appointments + messages + behaviour + others

    /// The definition with a name; nil if it is not built in.
    public static func definition(_ uid: String) -> EventTypeDefinition? { byName[uid] }

    private static let byName = Dictionary(all.map { ($0.uid, $0) }) { first, _ in first }

    private static let others: [EventTypeDefinition] = [
        EventTypeDefinition(
            "metric",
            name: "Metric",
            description: "A measured number, such as a score or a meter's reading.",
            category: .metrics,
            emoji: "📈",
            icon: "chart",
            parameters: [
                ParameterDefinition("name", title: "Name", .string, isRequired: true),
                ParameterDefinition("value", title: "Value", .decimal, isRequired: true),
                ParameterDefinition("unit", title: "Unit", .string),
            ]
        ),
        EventTypeDefinition(
            "update",
            name: "Contact updated",
            description: "Values of the contact changed.",
            category: .audience,
            emoji: "✏️",
            icon: "pencil",
            parameters: [
                ParameterDefinition(
                    "attributes",
                    title: "Attributes that changed",
                    .string,
                    as: .tags,
                    multivalue: 100
                )
            ]
        ),
    ]
}

/// Parameters that several event types share.
enum CommonParameters {
    /// The origin of a visit, for attribution.
    static let campaign: [ParameterDefinition] = [
        ParameterDefinition("utm-source", title: "Campaign source", .string),
        ParameterDefinition("utm-medium", title: "Campaign medium", .string),
        ParameterDefinition("utm-campaign", title: "Campaign", .string),
        ParameterDefinition("utm-term", title: "Campaign term", .string),
        ParameterDefinition("utm-content", title: "Campaign content", .string),
    ]

    static func amount(isRequired: Bool = false) -> ParameterDefinition {
        ParameterDefinition(
            "amount",
            title: "Amount",
            description: "The total, taxes included.",
            icon: "coins",
            .decimal,
            as: .money,
            isRequired: isRequired
        )
    }

    static let currency = ParameterDefinition(
        "currency",
        title: "Currency",
        description: "The currency (ISO 4217).",
        icon: "coins",
        .string,
        as: .currency
    )

    static let store = ParameterDefinition("store", title: "Shop", .string)
}
