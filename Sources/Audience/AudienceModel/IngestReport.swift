/// The outcomes of the items of one call, in order.
public struct IngestReport: Hashable, Sendable {
    /// One outcome per item.
    public let items: [Item]
    /// Whether it was a dry run that stored nothing.
    public let isDryRun: Bool

    /// Creates the value.
    public init(items: [Item], isDryRun: Bool) {
        self.items = items
        self.isDryRun = isDryRun
    }

    /// How many items were accepted.
    public var acceptedCount: Int { items.count { $0.errors.isEmpty } }

    /// How many items were refused.
    public var refusedCount: Int { items.count - acceptedCount }

    /// The outcome of one item.
    public struct Item: Hashable, Sendable {
        /// The item's user id, if it has one.
        public let userID: String?
        /// The rules that it breaks; empty if it was accepted.
        public let errors: [IngestError]
        /// What was left out although the item was accepted.
        public let notices: [IngestError]

        /// Creates the value.
        public init(
            userID: String?,
            errors: [IngestError] = [],
            notices: [IngestError] = []
        ) {
            self.userID = userID
            self.errors = errors
            self.notices = notices
        }
    }
}

/// One rule that an item of a stream breaks.
public struct IngestError: Error, Hashable, Sendable {
    /// The field that breaks it, such as `_email`; empty for the item as a whole.
    public let field: String
    /// The rule as a stable code, such as `phone.invalid`.
    public let code: String
    /// What to change, as a sentence.
    public let message: String

    /// Creates an error.
    public init(_ field: String, _ code: String, _ message: String) {
        self.field = field
        self.code = code
        self.message = message
    }
}

/// Options of a call of a stream.
public struct IngestOptions: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Creates options from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Answer once the call is applied, so that its effect can be read.
    public static let sync = IngestOptions(rawValue: 1)
    /// Validate only; store nothing.
    public static let dryRun = IngestOptions(rawValue: 2)
}
