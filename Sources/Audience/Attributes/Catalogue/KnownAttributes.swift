/// The built-in attributes, which every project has; their names begin with `_`.
public enum KnownAttributes {
    /// All of them in display order.
    public static let all: [AttributeDefinition] =
        identity + person + place + consent + client + dates + origins

    /// The definition with a name; nil if it is not built in.
    public static func definition(_ uid: String) -> AttributeDefinition? { byName[uid] }

    private static let byName = Dictionary(all.map { ($0.uid, $0) }) { first, _ in first }

    /// The values that identify a contact and merge contacts, and whether they were verified.
    private static let identity: [AttributeDefinition] = [
        AttributeDefinition(
            "_user_id",
            label: "User id",
            description: "The contact's identifier in its data source.",
            .string,
            flags: [.ordinary, .unique, .important, .requiredInWebhook]
        ),
        AttributeDefinition(
            "_email",
            label: "E-mail",
            description: "The e-mail address, in lower case.",
            .string,
            as: .email,
            flags: [.ordinary, .unique, .important]
        ),
        AttributeDefinition(
            "_phone_mobile",
            label: "Mobile phone",
            description: "The mobile number in E.164.",
            .string,
            as: .phone,
            flags: [.ordinary, .unique, .important]
        ),
        AttributeDefinition(
            "_email_verified",
            label: "E-mail verified",
            description: "Whether the contact has shown that the address is theirs.",
            .bool
        ),
        AttributeDefinition(
            "_phone_mobile_verified",
            label: "Mobile phone verified",
            description: "Whether the contact has shown that the number is theirs.",
            .bool
        ),
    ]

    private static let person: [AttributeDefinition] = [
        AttributeDefinition(
            "_first_name",
            label: "First name",
            .string,
            flags: [.ordinary, .important]
        ),
        AttributeDefinition(
            "_last_name",
            label: "Last name",
            .string,
            flags: [.ordinary, .important]
        ),
        AttributeDefinition(
            "_full_name",
            label: "Full name",
            description: "First and last name, unless a data source says another.",
            .string
        ),
        AttributeDefinition(
            "_gender",
            label: "Gender",
            description: "As the data source says it, such as female, male or other.",
            .string,
            as: .gender
        ),
        AttributeDefinition(
            "_birthday",
            label: "Birthday",
            description: "The day of birth.",
            .date
        ),
        AttributeDefinition(
            "_language",
            label: "Language",
            description: "The preferred language (ISO 639-1, or BCP 47).",
            .string,
            as: .language
        ),
        AttributeDefinition("_company", label: "Company", .string),
        AttributeDefinition("_job_title", label: "Job title", .string),
        AttributeDefinition("_avatar_url", label: "Picture", .text, as: .url),
        AttributeDefinition("_website", label: "Web site", .text, as: .url),
    ]

    private static let place: [AttributeDefinition] = [
        AttributeDefinition(
            "_country_code",
            label: "Country",
            description: "The country (ISO 3166-1, two letters).",
            .string,
            as: .country,
            flags: [.ordinary, .important]
        ),
        AttributeDefinition("_region", label: "Region", .string),
        AttributeDefinition("_city", label: "City", .string),
        AttributeDefinition("_postal_code", label: "Postal code", .string),
        AttributeDefinition("_address", label: "Address", .text),
        AttributeDefinition(
            "_coordinates",
            label: "Coordinates",
            description: "Where the contact lives or was last seen.",
            .coordinates
        ),
        AttributeDefinition(
            "_timezone",
            label: "Time zone",
            description: "The time zone (IANA), as Europe/Madrid.",
            .string,
            as: .timezone
        ),
    ]

    /// For each channel: whether it may be used, what the contact chose, and when.
    private static let consent: [AttributeDefinition] =
        ["sms": "SMS", "email": "e-mail", "whatsapp": "WhatsApp"]
        .sorted { $0.key < $1.key }
        .flatMap { channel, name in
            [
                AttributeDefinition(
                    "_is_subscribed_\(channel)",
                    label: "Subscribed to \(name)",
                    description: "False once the contact has opted out on this platform.",
                    .bool,
                    flags: [.ordinary, .important]
                ),
                AttributeDefinition(
                    "_accepts_marketing_\(channel)",
                    label: "Accepts \(name)",
                    description: "What the data source says; unknown until it does.",
                    .bool
                ),
                AttributeDefinition(
                    "_date_subscribed_\(channel)",
                    label: "Opt-in to \(name)",
                    description: "When the contact last opted in.",
                    .datetime
                ),
                AttributeDefinition(
                    "_date_unsubscribed_\(channel)",
                    label: "Opt-out of \(name)",
                    description: "When the contact last opted out.",
                    .datetime
                ),
            ]
        }

    private static let client: [AttributeDefinition] = [
        AttributeDefinition(
            "_client_tags",
            label: "Tags",
            .string,
            as: .tags,
            multivalue: 100
        ),
        AttributeDefinition(
            "_client_lists",
            label: "Lists",
            .string,
            as: .tags,
            multivalue: 100
        ),
        AttributeDefinition("_client_type", label: "Customer type", .string),
        AttributeDefinition("_loyalty_level", label: "Loyalty level", .string),
        AttributeDefinition("_loyalty_points", label: "Loyalty points", .decimal),
        AttributeDefinition("_balance", label: "Balance", .decimal, as: .money),
        AttributeDefinition("_currency", label: "Currency", .string, as: .currency),
        AttributeDefinition("_notes", label: "Notes", .text),
    ]

    private static let dates: [AttributeDefinition] = [
        AttributeDefinition(
            "_date_registered",
            label: "Registered",
            description: "When the contact became one of the data source.",
            .datetime
        ),
        AttributeDefinition(
            "_date_seen",
            label: "Last seen",
            description: "When the contact was last active.",
            .datetime
        ),
        AttributeDefinition(
            "_date_imported",
            label: "Imported",
            description: "When a data source first sent the contact.",
            .datetime,
            flags: .computed
        ),
        AttributeDefinition(
            "_date_updated",
            label: "Updated",
            description: "When a value of the contact last changed.",
            .datetime,
            flags: .computed
        ),
    ]

    private static let origins: [AttributeDefinition] = [
        AttributeDefinition(
            "_datasources",
            label: "Data sources",
            description: "The data sources that know the contact.",
            .string,
            multivalue: 1_000,
            flags: .computed
        ),
        AttributeDefinition(
            "_ds_contact_ids",
            label: "Contacts of data sources",
            description: "The data sources' contacts that make up this one.",
            .string,
            multivalue: 1_000,
            flags: .computed
        ),
    ]
}
