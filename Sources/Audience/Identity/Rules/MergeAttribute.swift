/// An attribute whose equal values merge source contacts into one audience contact.
public struct MergeAttribute: Hashable, Sendable {
    /// The attribute's uid, such as `_email`.
    public let name: String
    /// How its values are compared.
    public let normalisation: ValueNormalisation
    /// The most contacts that may share a value; a value that more contacts share joins none of
    /// them.
    ///
    /// Keeps a shop's phone number from merging all of its customers.
    public let contactsPerValue: Int

    /// The range of ``contactsPerValue``.
    public static let contactsPerValueRange = 2...1000

    /// Creates the attribute.
    public init(
        _ name: String,
        normalisation: ValueNormalisation = .text,
        contactsPerValue: Int = 50
    ) {
        self.name = name
        self.normalisation = normalisation
        self.contactsPerValue = contactsPerValue
    }

    /// `_user_id`, which merges first in every project.
    ///
    /// A data source has a user id once, so sharing is only limited by the number of data sources.
    public static let userID = MergeAttribute("_user_id", contactsPerValue: 1000)
    /// `_email`.
    public static let email = MergeAttribute("_email", normalisation: .email)
    /// `_phone_mobile`, which ingestion has normalised to E.164.
    public static let phone = MergeAttribute("_phone_mobile")
}
