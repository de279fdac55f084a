import PhoneNumbers

/// Phone numbers in the form in which they are stored and compared.
enum PhoneText {
    /// The number in E.164 with its plus sign; nil if it is not valid.
    ///
    /// A national number is one of the country; without a country, digits are international.
    static func e164(_ text: String, country: String?) -> String? {
        if text.utf8.first == UInt8(ascii: "+"), let number = E164Number(text), number.isValid {
            return number.description
        }
        do throws(PhoneNumberError) {
            let parsed = try PhoneNumber.parse(text, defaultCountry: country)
            return parsed.isValid ? parsed.number.description : nil
        } catch {
            return nil
        }
    }

    /// International numbers that were stored for the text under former number plans, with their
    /// plus sign: valid or not, and in all spellings of the phone.
    static func former(_ text: String) -> [String] {
        do throws(PhoneNumberError) {
            let number = try E164Number.international(text)
            return ([number] + number.variants).map(\.description)
        } catch {
            return []
        }
    }
}
