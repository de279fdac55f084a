/// The callback of a token, which its webhooks are sent to.
public struct CallbackTarget: Hashable, Sendable {
    /// The URL.
    public let url: String
    /// The key of the Standard Webhooks signature; nil for unsigned requests.
    public let secret: [UInt8]?

    /// Creates a target.
    public init(url: String, secret: [UInt8]?) {
        self.url = url
        self.secret = secret
    }
}

/// The result of looking up a token's callback.
public enum CallbackAnswer: Hashable, Sendable {
    /// The token has a callback.
    case found(CallbackTarget)
    /// It has none any more: its notifications are dropped.
    case none
    /// The look-up is in progress; notifications are sent once it is done.
    case notKnownYet
}
