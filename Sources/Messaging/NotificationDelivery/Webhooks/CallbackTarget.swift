/// Where a token's webhooks go.
public struct CallbackTarget: Hashable, Sendable {
    /// The address.
    public let url: String
    /// Key of the Standard Webhooks signature; nil for unsigned requests.
    public let secret: [UInt8]?

    /// Creates the value.
    public init(url: String, secret: [UInt8]?) {
        self.url = url
        self.secret = secret
    }
}

/// What is known about a token's callback.
public enum CallbackAnswer: Hashable, Sendable {
    /// It has one.
    case found(CallbackTarget)
    /// It has none any more: its notifications are dropped.
    case none
    /// It is being looked up; notifications are sent once it is known.
    case notKnownYet
}
