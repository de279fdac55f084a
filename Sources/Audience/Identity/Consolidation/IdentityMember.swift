public import Attributes
public import Essentials

/// A source contact as a member of an identity: its key and values.
public struct IdentityMember: Hashable, Sendable {
    /// The data source, and the contact's key in it.
    public let key: ContactKey
    /// Its values, one per attribute; `_user_id` is in the key.
    public var values: [SourceValue]
    /// When it first arrived.
    public var createdAt: Timestamp
    /// When one of its values last changed.
    public var updatedAt: Timestamp

    /// Creates the contact.
    public init(
        key: ContactKey,
        values: [SourceValue],
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.key = key
        self.values = values
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The values by which it merges; each element of a list is one.
    public func mergeValues(_ rules: MergeRules) -> [MergeValue] {
        values.flatMap { value -> [MergeValue] in
            guard rules.rank(of: value.attribute) != nil else { return [] }
            return value.value.elements.compactMap { element in
                MergeValue.text(of: element).map { MergeValue(value.attribute, $0) }
            }
        }
    }
}

/// A value of a source contact.
public struct SourceValue: Hashable, Sendable {
    /// The attribute's uid.
    public let attribute: String
    /// The value.
    public let value: AttributeValue
    /// When the data source set it instead of another value or none.
    public let writtenAt: Timestamp

    /// Creates the value.
    public init(_ attribute: String, _ value: AttributeValue, writtenAt: Timestamp) {
        self.attribute = attribute
        self.value = value
        self.writtenAt = writtenAt
    }
}

extension MergeValue {
    /// The text by which a value merges; nil for types that do not merge.
    static func text(of value: AttributeValue) -> String? {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .date, .moment, .bool, .coordinates, .payload, .list: nil
        }
    }
}
