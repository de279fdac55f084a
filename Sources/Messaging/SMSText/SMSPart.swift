/// One part of a message, as it is sent.
public struct SMSPart: Hashable, Sendable {
    /// The place in a longer message; nil if the message is one part.
    public let concatenation: Concatenation?

    /// The text: unpacked septets, or UTF-16 big endian.
    public let payload: [UInt8]

    /// The character set of the payload.
    public let dataCoding: DataCoding

    /// Creates a part.
    public init(concatenation: Concatenation?, payload: [UInt8], dataCoding: DataCoding) {
        self.concatenation = concatenation
        self.payload = payload
        self.dataCoding = dataCoding
    }

    /// The user data header with its length byte; empty if the message is one part.
    public var userDataHeader: [UInt8] { concatenation?.userDataHeader ?? [] }

    /// Header and payload, the content of a `short_message`.
    public var userData: [UInt8] { userDataHeader + payload }
}
