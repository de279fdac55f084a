/// The sentences with which errors explain what is wrong with a field: the same words in every
/// API.
///
/// ```swift
/// FieldError("limit", Phrase.mustBe("1 to 100"))  // Must be 1 to 100
/// ```
///
/// They address the developer of a client and say what to change.
public enum Phrase {
    /// The field was left out.
    public static let isRequired = "This field is required"

    /// The field was left out, and is required in this case.
    public static func isRequired(by what: String) -> String {
        "This field is required by \(what)"
    }

    /// The value is of the wrong type, or out of range.
    public static func mustBe(_ wanted: String) -> String { "Must be \(wanted)" }

    /// The number is out of range.
    public static func mustBe(_ range: ClosedRange<Int>) -> String {
        mustBe("\(range.lowerBound) to \(range.upperBound)")
    }

    /// The value is something else than wanted.
    public static func mustBe(_ wanted: String, not actual: String) -> String {
        "Must be \(wanted), not \(actual)"
    }

    /// The value lacks something, or has too much or too little of it.
    public static func mustHave(_ wanted: String) -> String { "Must have \(wanted)" }

    /// The value is one that is excluded.
    public static func mustNotBe(_ excluded: String) -> String { "Must not be \(excluded)" }

    /// The value contains what is excluded.
    public static func mustNotContain(_ excluded: String) -> String {
        "Must not contain \(excluded)"
    }

    /// The field may not be used in this place, or beside others.
    public static func notAllowed(_ place: String) -> String { "Not allowed \(place)" }

    /// There is no field, flag or attribute of this name.
    public static func unknown(_ what: String, expected names: [String]) -> String {
        unknown(what, "expected one of \(names.joined(separator: ", "))")
    }

    /// There is no field, flag or attribute of this name; the hint says what to do.
    public static func unknown(_ what: String, _ hint: String) -> String {
        "Unknown \(what); \(hint)"
    }
}
