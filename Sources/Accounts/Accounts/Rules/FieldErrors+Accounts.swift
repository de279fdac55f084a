import AccountsModel
import Essentials

extension FieldErrors {
    /// Amounts stay below a thousand million currency units, far from the end of 64 bits.
    static let largestAmount = Money(micros: 1_000_000_000_000_000)

    /// A display name without blanks around it.
    mutating func name(_ text: String, field: String = "name") -> String {
        let name = String(text.trimmingBlanks)
        if !(1...120).contains(name.count) || name.utf8.count > 480 {
            refuse(field, Phrase.mustHave("1 to 120 characters"))
        } else if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            refuse(field, Phrase.mustNotContain("control characters"))
        }
        return name
    }

    /// An ISO 4217 code in capitals.
    mutating func currency(_ text: String) -> String {
        let code = text.uppercased()
        if code.utf8.count != 3 || !code.utf8.allSatisfy({ (65...90).contains($0) }) {
            refuse("currency", Phrase.mustBe("an ISO 4217 code of three letters, e.g. EUR"))
        }
        return code
    }

    /// The ISO 3166 code of a country in capitals, or `*`.
    mutating func country(_ text: String, isCountry: (String) -> Bool) -> String {
        let code = text.uppercased()
        let isCode = code.utf8.count == 2 && code.utf8.allSatisfy { (65...90).contains($0) }
        if code != "*", !isCode || !isCountry(code) {
            refuse(
                "country",
                Phrase.mustBe("the ISO 3166 code of a country, e.g. ES, or * for all others")
            )
        }
        return code
    }

    /// The profile that the owner of a project chose.
    mutating func profile(_ profile: ProjectProfile) {
        if profile.details.count > 1000 || profile.details.utf8.contains(0) {
            refuse("description", Phrase.mustHave("at most 1000 characters"))
        }
        if !LanguageTag.isWellFormed(profile.locale) {
            refuse("locale", Phrase.mustBe("a language tag, e.g. es-ES"))
        }
        if TimeZoneRules(profile.timeZone) == nil {
            refuse("timezone", Phrase.mustBe("the IANA name of a zone, e.g. Europe/Madrid"))
        }
    }

    mutating func credit(_ credit: Money) {
        if credit < .zero { refuse("credit", Phrase.mustNotBe("negative")) }
        amount(credit, field: "credit")
    }

    mutating func amount(_ amount: Money, field: String) {
        if amount.micros.magnitude > Self.largestAmount.micros.magnitude {
            refuse(field, Phrase.mustBe("at most \(Self.largestAmount)"))
        }
    }

    mutating func rate(_ requestsPerMinute: Int?) {
        if let requestsPerMinute, !(1...10_000_000).contains(requestsPerMinute) {
            refuse("requestsPerMinute", Phrase.mustBe("1 to 10000000"))
        }
    }
}

extension StringProtocol {
    /// The text without spaces, tabs and line ends at its ends.
    var trimmingBlanks: SubSequence {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
