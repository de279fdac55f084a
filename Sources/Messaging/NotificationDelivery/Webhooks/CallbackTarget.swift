/// Where a token's notifications go.
public struct CallbackTarget: Hashable, Sendable {
    /// The address.
    public let url: String
    /// Key of the Standard Webhooks signature; nil for unsigned calls.
    public let secret: [UInt8]?

    /// Creates the value.
    public init(url: String, secret: [UInt8]?) {
        self.url = url
        self.secret = secret
    }
}

/// What is known of a token's callback.
public enum CallbackAnswer: Hashable, Sendable {
    /// It has one.
    case found(CallbackTarget)
    /// It has none any more: what it was owed is dropped.
    case none
    /// Somebody is asking; the call is made as soon as it is known.
    case notKnownYet
}
