/// What became of the items of one call, in their order.
public struct IngestReport: Hashable, Sendable {
    /// One outcome an item.
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

    /// What became of one item.
    public struct Item: Hashable, Sendable {
        /// The item's user id, where it has one.
        public let userID: String?
        /// The rules that it breaks; none when it was accepted.
        public let errors: [IngestError]

        /// Creates the value.
        public init(userID: String?, errors: [IngestError] = []) {
            self.userID = userID
            self.errors = errors
        }
    }
}

/// One rule that an item of a stream breaks.
public struct IngestError: Error, Hashable, Sendable {
    /// The field that breaks it, as `_email`; empty when it is the item as a whole.
    public let field: String
    /// The rule as a stable word, as `phone.invalid`.
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

/// How a call of a stream is to be handled.
public struct IngestOptions: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Creates options from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Answer when the call is applied, so that it can be read.
    public static let sync = IngestOptions(rawValue: 1)
    /// Only check; store nothing.
    public static let dryRun = IngestOptions(rawValue: 2)
}
