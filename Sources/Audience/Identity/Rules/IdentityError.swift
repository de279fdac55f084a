/// Why merge rules are refused.
public enum IdentityError: Error, Hashable, Sendable {
    /// `_user_id` always merges first, so it must not be among the additional attributes.
    case userIDIsImplied
    /// An attribute occurs twice.
    case duplicateAttribute(String)
    /// More additional merge attributes than ``MergeRules/mostAttributes``.
    case tooManyAttributes(Int)
    /// A number is out of range.
    case outOfRange(setting: String, value: Int, allowed: ClosedRange<Int>)
    /// More blocked values than ``BlockedValues/mostEntries``.
    case tooManyBlockedValues(Int)
}

extension IdentityError: CustomStringConvertible {
    /// A sentence that says what to change.
    public var description: String {
        switch self {
        case .userIDIsImplied:
            "_user_id always merges first: leave it out of the additional merge attributes"
        case .duplicateAttribute(let name): "The merge attribute \(name) is there twice"
        case .tooManyAttributes(let count):
            "\(count) merge attributes, but at most \(MergeRules.mostAttributes) are allowed"
        case .outOfRange(let setting, let value, let allowed):
            "\(setting) is \(value), but must be \(allowed.lowerBound) to \(allowed.upperBound)"
        case .tooManyBlockedValues(let count):
            "\(count) blocked values, but at most \(BlockedValues.mostEntries) are allowed"
        }
    }
}
