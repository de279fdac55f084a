/// An act of the platform on a person, stronger than anything that data sources say.
public struct ContactAction: Hashable, Sendable {
    /// The acts; the raw value is the word on the wire.
    public enum Kind: String, Sendable, CaseIterable {
        /// Marketing by SMS is welcome again.
        case smsSubscribe = "sms-subscribe"
        /// No marketing by SMS any more.
        case smsUnsubscribe = "sms-unsubscribe"
        /// Marketing by e-mail is welcome again.
        case emailSubscribe = "email-subscribe"
        /// No marketing by e-mail any more.
        case emailUnsubscribe = "email-unsubscribe"
        /// The person is removed for ever, with all events.
        case deleteContact = "delete-contact"
    }

    /// What is done.
    public var kind: Kind
    /// To whom; an old id of the person will do.
    public var audienceID: String
    /// Why, up to 255 characters.
    public var reason: String?
    /// Where the wish came from: source, medium and campaign, up to 255 characters each.
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
