import PhoneNumbers

/// Phone numbers as they are stored and compared.
enum PhoneText {
    /// The number in E.164 with its plus sign; nil when it cannot be one.
    ///
    /// Only what is not in E.164 already is given to libphonenumber, which takes a hundred times
    /// as long.
    static func e164(_ text: String, country: String?) -> String? {
        if text.utf8.first == UInt8(ascii: "+"), let number = E164Number(text), number.isPossible {
            return number.description
        }
        do throws(PhoneNumberError) {
            let parsed = try PhoneNumber.parse(text, defaultCountry: country)
            return parsed.isPossible ? parsed.number.description : nil
        } catch {
            return nil
        }
    }
}
