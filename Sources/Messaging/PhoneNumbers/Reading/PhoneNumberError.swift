/// Why a text is not a telephone number.
public enum PhoneNumberError: Error, Equatable, Sendable {
    /// Not an international number that can exist.
    case invalid

    /// Not written as a telephone number.
    case notANumber

    /// The calling code does not exist, or the number is national and no country was given.
    case unknownCallingCode

    /// Fewer digits than any number has.
    case tooShort

    /// More digits, or more text, than any number has.
    case tooLong

    /// The error for the caller of the API.
    public var message: String {
        switch self {
        case .invalid, .notANumber: "Invalid phone number"
        case .unknownCallingCode: "Invalid phone number: unknown country calling code"
        case .tooShort: "Invalid phone number: too short"
        case .tooLong: "Invalid phone number: too long"
        }
    }
}
