public import AccountsModel
public import Essentials

/// An attribute, event type or parameter of a project: discovered in data, or declared.
///
/// An entry with the name of a built-in one changes how that one is shown, and nothing else.
public struct CatalogueEntry: Hashable, Sendable {
    /// The kind of entry.
    public enum Kind: String, Sendable, CaseIterable {
        /// An attribute of contacts.
        case attribute
        /// A type of events.
        case eventType = "event_type"
        /// A parameter of a type of events.
        case eventParameter = "event_parameter"
    }

    /// What distinguishes an entry from all others of its project.
    public struct Key: Hashable, Sendable {
        /// The kind of entry.
        public let kind: Kind
        /// The event type's uid of a parameter; empty otherwise.
        public let eventType: String
        /// Its name on the wire.
        public let uid: String

        /// Creates the key.
        public init(_ kind: Kind, _ uid: String, of eventType: String = "") {
            self.kind = kind
            self.eventType = eventType
            self.uid = uid
        }
    }

    /// The kind of entry.
    public let kind: Kind
    /// The project.
    public let project: ProjectID
    /// The event type's uid of a parameter; empty otherwise.
    public let eventType: String
    /// Its name on the wire; what is stored under it is never renamed.
    public let uid: String
    /// The name of its data type on the wire; empty for an event type.
    public var dataType: String
    /// The most values per contact or event; 1 for a single value.
    public var mostValues: Int
    /// The data source that first sent it; nil if it was declared.
    public let dataSource: ObjectID?
    /// When it first arrived, or was declared.
    public let createdAt: Timestamp
    /// The name that people see; empty for the uid.
    public var label: String
    /// Its meaning in the words of the project.
    public var details: String
    /// How it is used.
    public var flags: Flags
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Creates the value.
    public init(
        kind: Kind,
        project: ProjectID,
        eventType: String = "",
        uid: String,
        dataType: String,
        mostValues: Int = 1,
        dataSource: ObjectID?,
        createdAt: Timestamp,
        label: String = "",
        details: String = "",
        flags: Flags = [],
        updatedAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.project = project
        self.eventType = eventType
        self.uid = uid
        self.dataType = dataType
        self.mostValues = mostValues
        self.dataSource = dataSource
        self.createdAt = createdAt
        self.label = label
        self.details = details
        self.flags = flags
        self.updatedAt = updatedAt ?? createdAt
    }

    /// The key within its project.
    public var key: Key { Key(kind, uid, of: eventType) }

    /// How an entry is used; stored as a number.
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: Int
        /// Creates flags from their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Somebody declared or changed it: it stays without data, and its type is not guessed.
        public static let declared = Flags(rawValue: 1)
        /// It is not shown to people.
        public static let hidden = Flags(rawValue: 2)
        /// Values that data sources send are ignored.
        public static let disabled = Flags(rawValue: 4)
        /// It is shown to people first.
        public static let important = Flags(rawValue: 8)
        /// An event without the parameter is refused.
        public static let required = Flags(rawValue: 16)
        /// Its type was another once: stored values may have to be converted.
        public static let retyped = Flags(rawValue: 32)
    }
}

/// Changes of a project's catalogue that are stored in the transaction of a call or of a batch.
public struct CatalogueChanges: Hashable, Sendable {
    /// Entries of unused names, to be removed unless somebody changed them meanwhile.
    public var forgotten: [CatalogueEntry]
    /// New entries; entries that exist stay as they are.
    public var discovered: [CatalogueEntry]
    /// Entries with a wider type, which replace older versions of themselves.
    public var widened: [CatalogueEntry]

    /// Creates changes.
    public init(
        forgotten: [CatalogueEntry] = [],
        discovered: [CatalogueEntry] = [],
        widened: [CatalogueEntry] = []
    ) {
        self.forgotten = forgotten
        self.discovered = discovered
        self.widened = widened
    }

    /// Whether nothing changes.
    public var isEmpty: Bool { forgotten.isEmpty && discovered.isEmpty && widened.isEmpty }
}

/// What an operator or a token changes in a project's schema, in one transaction.
public struct SchemaChange: Sendable {
    /// The project.
    public let project: ProjectID
    /// Entries to add or to replace.
    public var set: [CatalogueEntry]
    /// Entries to remove.
    public var removed: [CatalogueEntry.Key]
    /// The entry of the log that removes what is stored under the removed names.
    public var entry: IngestEntry?

    /// Creates a change.
    public init(
        project: ProjectID,
        set: [CatalogueEntry] = [],
        removed: [CatalogueEntry.Key] = [],
        entry: IngestEntry? = nil
    ) {
        self.project = project
        self.set = set
        self.removed = removed
        self.entry = entry
    }
}
