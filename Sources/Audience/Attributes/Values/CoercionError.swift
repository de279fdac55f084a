/// Why a value does not fit its attribute's type, for the sender.
public struct CoercionError: Error, Sendable, Hashable {
    /// What is wrong; the raw value is a stable code.
    public let code: Code
    /// A sentence for people, without the value.
    public let message: String
    /// The index of the wrong value in a list; nil if it was not a list.
    public let position: Int?

    /// Creates an error.
    public init(_ code: Code, _ message: String, position: Int? = nil) {
        self.code = code
        self.message = message
        self.position = position
    }

    /// What is wrong with a value.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case wrongType = "wrong_type"
        case invalidNumber = "invalid_number"
        case outOfRange = "out_of_range"
        case invalidDate = "invalid_date"
        case invalidCoordinates = "invalid_coordinates"
        case controlCharacter = "control_character"
        case tooLong = "too_long"
        case tooManyValues = "too_many_values"
        case tooDeep = "too_deep"
    }

    func at(_ position: Int) -> CoercionError {
        CoercionError(code, message, position: position)
    }
}
