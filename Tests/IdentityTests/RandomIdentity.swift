import Essentials
import Identity

/// Rules, contacts and values that meet often and are nasty at times.
enum RandomIdentity {
    private static let userIDs = [
        "U-1", "U-2", "u-1", "0", "null", " U-1", "Ü", "anonymous", "test@here", "🦊", "7", "8", "9",
        "10",
    ]
    private static let emails = [
        "a@x.org", "A@X.org ", "b@x.org", "c@x.org", "d@x.org", "test@x.org", "", " ", "null",
        "É@x.org", "é@x.org", "0",
    ]
    private static let phones = [
        "+34600000001", "+34600000002", "+34600000003", "+000", "0", " +34600000001", "unknown",
    ]

    static func contact(
        sources: Int,
        userIDs count: Int,
        _ generator: inout SeededGenerator
    ) -> ContactKey {
        ContactKey(
            source: DataSourceNumber(Int64.random(in: 1...Int64(sources), using: &generator)),
            userID: userIDs[Int.random(in: 0..<count, using: &generator)]
        )
    }

    static func values(_ generator: inout SeededGenerator) -> [MergeValue] {
        var values: [MergeValue] = []
        for (attribute, texts) in [("_email", emails), ("_phone_mobile", phones)] {
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let text = texts[Int.random(in: texts.indices, using: &generator)]
                values.append(MergeValue(attribute, text))
            }
        }
        values.append(MergeValue("_first_name", "Noa"))
        return values.shuffled(using: &generator)
    }

    /// Rules with small caps, so that they are met.
    static func rules(_ generator: inout SeededGenerator) -> MergeRules {
        var additional: [MergeAttribute] = []
        for (name, normalisation) in [
            ("_email", ValueNormalisation.email), ("_phone_mobile", .text),
        ] where Int.random(in: 0..<4, using: &generator) > 0 {
            additional.append(
                MergeAttribute(
                    name,
                    normalisation: normalisation,
                    contactsPerValue: Int.random(in: 2...8, using: &generator)
                )
            )
        }
        let authoritative: [AuthoritativeSources] = [
            .none, .none, .all, .some([DataSourceNumber(1)]),
            .some([DataSourceNumber(1), DataSourceNumber(2)]),
        ]
        let rules = try? MergeRules(
            additional: additional.shuffled(using: &generator),
            userIDContacts: Int.random(in: 2...4, using: &generator),
            blocked: [.standard, BlockedValues.none, BlockedValues(["u-*"])]
                .randomElement(using: &generator) ?? .standard,
            contactsPerIdentity: Int.random(in: 2...12, using: &generator),
            authoritative: authoritative.randomElement(using: &generator) ?? .none
        )
        return rules ?? .usual
    }
}
