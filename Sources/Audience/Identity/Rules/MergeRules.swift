/// The rules by which source contacts merge into audience contacts.
///
/// Together with the present source contacts they determine the audience, in whatever order the
/// contacts arrived. docs/explanation/identity.md explains each with examples.
public struct MergeRules: Hashable, Sendable {
    /// The merge attributes in order, `_user_id` first.
    public let attributes: [MergeAttribute]
    /// Values that never merge.
    public let blocked: BlockedValues
    /// The most source contacts that values of additional attributes may chain together.
    ///
    /// In a larger chain only equal `_user_id`s merge, and its identities are over-merged.
    public let contactsPerIdentity: Int
    /// Data sources whose user ids keep contacts apart.
    public let authoritative: AuthoritativeSources

    /// The most merge attributes besides `_user_id`.
    public static let mostAttributes = 15
    /// The most merging values of one attribute of one contact: the first in byte order.
    public static let valuesPerAttribute = 20
    /// The range of ``contactsPerIdentity``.
    public static let contactsPerIdentityRange = 2...10_000

    /// Creates rules with the additional merge attributes in order.
    public init(
        additional: [MergeAttribute] = [],
        userIDContacts: Int = MergeAttribute.userID.contactsPerValue,
        blocked: BlockedValues = .standard,
        contactsPerIdentity: Int = 500,
        authoritative: AuthoritativeSources = .none
    ) throws(IdentityError) {
        guard additional.count <= MergeRules.mostAttributes else {
            throw .tooManyAttributes(additional.count)
        }
        let userID = MergeAttribute("_user_id", contactsPerValue: userIDContacts)
        attributes = [userID] + additional
        self.blocked = blocked
        self.contactsPerIdentity = contactsPerIdentity
        self.authoritative = authoritative
        try check()
    }

    /// Only `_user_id` merges.
    public static let userIDOnly = MergeRules(unchecked: [.userID])
    /// `_user_id`, then `_email`, then `_phone_mobile` merge.
    public static let usual = MergeRules(unchecked: [.userID, .email, .phone])

    private init(unchecked attributes: [MergeAttribute]) {
        self.attributes = attributes
        blocked = .standard
        contactsPerIdentity = 500
        authoritative = .none
    }

    /// The index of the attribute in the rules; nil for one that does not merge.
    public func rank(of name: String) -> Int? { attributes.firstIndex { $0.name == name } }

    private func check() throws(IdentityError) {
        var names: Set<String> = []
        for (rank, attribute) in attributes.enumerated() {
            guard rank == 0 || attribute.name != "_user_id" else { throw .userIDIsImplied }
            guard names.insert(attribute.name).inserted else {
                throw .duplicateAttribute(attribute.name)
            }
            try check(
                attribute.contactsPerValue,
                MergeAttribute.contactsPerValueRange,
                "contactsPerValue of \(attribute.name)"
            )
        }
        try check(contactsPerIdentity, MergeRules.contactsPerIdentityRange, "contactsPerCluster")
        let entries = blocked.exact.count + blocked.patterns.count
        guard entries <= BlockedValues.mostEntries else { throw .tooManyBlockedValues(entries) }
    }

    private func check(
        _ value: Int,
        _ allowed: ClosedRange<Int>,
        _ setting: String
    ) throws(IdentityError) {
        guard allowed.contains(value) else {
            throw .outOfRange(setting: setting, value: value, allowed: allowed)
        }
    }
}
