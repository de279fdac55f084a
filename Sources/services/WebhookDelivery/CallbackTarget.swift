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
