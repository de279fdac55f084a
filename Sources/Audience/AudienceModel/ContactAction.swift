/// An action of the platform on a person, which overrides all data sources.
public struct ContactAction: Hashable, Sendable {
    /// The actions; the raw value is the name on the wire.
    public enum Kind: String, Sendable, CaseIterable {
        /// Marketing by SMS is allowed again.
        case smsSubscribe = "sms-subscribe"
        /// Marketing by SMS is not allowed any more.
        case smsUnsubscribe = "sms-unsubscribe"
        /// Marketing by e-mail is allowed again.
        case emailSubscribe = "email-subscribe"
        /// Marketing by e-mail is not allowed any more.
        case emailUnsubscribe = "email-unsubscribe"
        /// The person is permanently removed, with all events.
        case deleteContact = "delete-contact"
    }

    /// The action.
    public var kind: Kind
    /// The person; a former id is accepted too.
    public var audienceID: String
    /// Why, up to 255 characters.
    public var reason: String?
    /// The origin of the request: source, medium and campaign, up to 255 characters each.
    public var origin: [String: String]
    /// Who requests it, such as `token:…` or `cli:root`.
    public var actor: String

    /// Creates the value.
    public init(
        _ kind: Kind,
        _ audienceID: String,
        reason: String? = nil,
        origin: [String: String] = [:],
        actor: String
    ) {
        self.kind = kind
        self.audienceID = audienceID
        self.reason = reason
        self.origin = origin
        self.actor = actor
    }
}
