/// What a text is as a phone number, and why it is none.
public struct NumberCheck: Sendable {
    /// The number in its normal form, valid or not; nil if the text is no number.
    public let number: E164Number?

    /// What the plan of its country tells of it; nil without a number.
    public let facts: NumberingFacts?

    /// How many digits numbers of its calling code have after that code; empty without a number.
    public let lengths: [Int]

    /// Why messages cannot be sent to it, as a sentence without its period; nil if they can.
    public let reason: String?

    /// The version of `phonenumbers` that the plans in this binary come from.
    public static var plansVersion: String { NumberPlans.shared.version }

    /// Reads a text as the message APIs do, or, with a country's ISO code, as imports for that
    /// country do.
    public init(_ text: String, country: String? = nil) {
        do throws(PhoneNumberError) {
            let number =
                if let country {
                    try PhoneNumber.parse(text, defaultCountry: country).number
                } else {
                    try E164Number.international(text)
                }
            let facts = OperatorDirectory.shared.lookUp(number)
            let lengths = NumberPlans.shared.possibleLengths(number.callingCode)
            self.number = number
            self.facts = facts
            self.lengths = lengths
            let hint =
                country == nil && E164Number.hasNoPrefix(text)
                ? "; a national number needs its country" : ""
            reason = facts.isValid ? nil : Self.reason(number, facts, lengths) + hint
        } catch {
            number = nil
            facts = nil
            lengths = []
            reason = Self.reason(error, country)
        }
    }

    private static func reason(_ error: PhoneNumberError, _ country: String?) -> String {
        switch error {
        case .notANumber, .invalid: "It is not written as a phone number"
        case .unknownCallingCode:
            country == nil
                ? "No country has its calling code; a national number needs its country"
                : "No country has its calling code"
        case .tooShort: "It has fewer digits than any number"
        case .tooLong: "It has more digits than any number"
        }
    }

    private static func reason(
        _ number: E164Number,
        _ facts: NumberingFacts,
        _ lengths: [Int]
    ) -> String {
        let place = facts.country ?? "+\(number.callingCode)"
        let count = number.nationalDigitCount
        guard number.isPossible else {
            let known = lengths.map(String.init).joined(separator: ", ")
            return "Numbers of \(place) have \(known) digits after +\(number.callingCode),"
                + " and this one has \(count)"
        }
        return "The number plan of \(place) has no such number"
    }
}

extension E164Number {
    /// Whether neither `+` nor `00` says that the number is international.
    fileprivate static func hasNoPrefix(_ text: String) -> Bool {
        guard let dialled = DialledText(text) else { return true }
        return !dialled.hasPlus && !(dialled.digits[0] == 0 && dialled.digits[1] == 0)
    }
}
