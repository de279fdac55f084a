import PhoneNumbers

/// Phone numbers in the form in which they are stored and compared.
enum PhoneText {
    /// The number in E.164 with its plus sign; nil if it is not valid.
    ///
    /// Only numbers that are not yet in E.164 are passed to libphonenumber, which takes a hundred
    /// times as long.
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
