/// Why a filter is invalid, and where.
public struct FilterError: Error, Sendable, Hashable {
    /// What is wrong; the raw value is a stable code.
    public let code: Code
    /// The wrong member, such as `root.children[2].values[0]`.
    public let path: String
    /// A sentence that says what was expected.
    public let message: String

    /// Creates an error.
    public init(_ code: Code, at path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// What is wrong with a filter.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case wrongShape = "wrong_shape"
        case unknownMember = "unknown_member"
        case unknownType = "unknown_type"
        case unknownKey = "unknown_key"
        case unknownOperator = "unknown_operator"
        case wrongOperator = "wrong_operator"
        case wrongValue = "wrong_value"
        case wrongCount = "wrong_count"
        case tooDeep = "too_deep"
        case tooLarge = "too_large"
    }
}
