import Attributes
import AudienceModel
import Essentials
import PhoneNumbers

/// Normalizes e-mail addresses, phone numbers and countries, so that they can be compared.
struct ValueNormalizer {
    /// The country of phone numbers without a country code.
    let country: String?

    /// The normalized value; throws if the value is not valid.
    func normalised(
        _ value: AttributeValue,
        _ type: VisualType,
        field: String
    ) throws(IngestError) -> AttributeValue {
        switch (type, value) {
        case (.email, .text(let text)):
            guard let address = EmailAddress.normalized(text) else {
                throw IngestError(
                    field,
                    "email.invalid",
                    Phrase.mustBe("an email address, e.g. ana@example.com")
                )
            }
            return .text(address)
        case (.phone, .text(let text)):
            guard let number = PhoneText.e164(text, country: country) else {
                throw IngestError(field, "phone.invalid", phoneHint)
            }
            return .text(number)
        case (.country, .text(let text)):
            guard let known = Country(code: text.uppercased()) else {
                throw IngestError(
                    field,
                    "country.invalid",
                    Phrase.mustBe("an ISO 3166 code of two letters, e.g. ES")
                )
            }
            return .text(known.code)
        default: return value
        }
    }

    private var phoneHint: String {
        guard let country else {
            return Phrase.mustBe(
                "a phone number with its country code, e.g. +34600000000;"
                    + " the data source has no default country"
            )
        }
        return Phrase.mustBe("a phone number of \(country), or one with its country code")
    }
}
