/// Collects the rules that a request breaks, so that its caller learns of all of them at once.
public struct FieldErrors {
    private var errors: [FieldError] = []

    /// Creates a collection without errors.
    public init() {}

    /// Notes a broken rule.
    public mutating func refuse(_ field: String, _ message: String) {
        errors.append(FieldError(field, message))
    }

    /// Throws what was noted.
    public func check() throws(ServiceError) {
        guard errors.isEmpty else { throw .invalid(errors) }
    }
}

extension ServiceError {
    /// One field breaks a rule.
    public static func invalid(_ field: String, _ message: String) -> ServiceError {
        .invalid([FieldError(field, message)])
    }

    /// Checks how many entries of a list were asked for.
    public static func checkLimit(
        _ limit: Int,
        in range: ClosedRange<Int>
    ) throws(ServiceError) {
        guard range.contains(limit) else { throw .invalid("limit", Phrase.mustBe(range)) }
    }
}
