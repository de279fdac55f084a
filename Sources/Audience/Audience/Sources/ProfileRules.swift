import AccountsModel
import Attributes
import Essentials
import PhoneNumbers

/// The rules for the settings of a data source.
enum ProfileRules {
    private static let mostTags = 50
    private static let longestTag = 64
    private static let longestDetails = 1000
    private static let priorities = 0...1_000_000

    /// The profile with its texts trimmed; throws all errors.
    static func checked(_ profile: DataSourceProfile) throws(ServiceError) -> DataSourceProfile {
        var errors: [FieldError] = []
        var profile = profile
        profile.name = trimmed(profile.name)
        // Forms send empty texts for blank inputs.
        profile.details = given(profile.details)
        profile.defaultCountry = given(profile.defaultCountry)
        profile.locale = given(profile.locale)
        profile.timeZone = given(profile.timeZone)
        if !(1...120).contains(profile.name.count) || !isPlain(profile.name) {
            errors.append(
                FieldError(
                    "name",
                    Phrase.mustHave("1 to 120 characters, and no control characters")
                )
            )
        }
        if let details = profile.details,
            details.count > longestDetails || details.utf8.contains(0)
        {
            errors.append(FieldError("description", Phrase.mustHave("at most 1000 characters")))
        }
        for (field, tags) in [("tags", profile.tags), ("audienceTags", profile.audienceTags)] {
            let areGood = tags.allSatisfy { (1...longestTag).contains($0.count) && isPlain($0) }
            if tags.count > mostTags || !areGood {
                errors.append(
                    FieldError(field, Phrase.mustHave("at most 50 strings of 1 to 64 characters"))
                )
            }
        }
        if let code = profile.defaultCountry {
            profile.defaultCountry = code.uppercased()
            if Country(code: code.uppercased()) == nil {
                errors.append(
                    FieldError("defaultCountry", Phrase.mustBe("an ISO 3166 code, e.g. ES"))
                )
            }
        }
        if let zone = profile.timeZone, TimeZoneRules(zone) == nil {
            errors.append(
                FieldError("timezone", Phrase.mustBe("the IANA name of a zone, e.g. Europe/Madrid"))
            )
        }
        if let locale = profile.locale, !LanguageTag.isWellFormed(locale) {
            errors.append(FieldError("locale", Phrase.mustBe("a language tag, e.g. es-ES")))
        }
        if !priorities.contains(profile.priority) {
            errors.append(FieldError("priority", Phrase.mustBe("0 to 1000000")))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return profile
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func given(_ text: String?) -> String? {
        guard let text = text.map(trimmed), !text.isEmpty else { return nil }
        return text
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
