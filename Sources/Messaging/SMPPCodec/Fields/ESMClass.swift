/// The mode and type of a message (esm_class).
///
/// Source: SMPP 3.4, 5.2.12.
public struct ESMClass: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public var rawValue: UInt8

    /// Creates the class from its octet.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Creates the class from its parts.
    public init(
        mode: MessageMode = .default,
        type: MessageType = .default,
        hasUserDataHeader: Bool = false,
        replyPath: Bool = false
    ) {
        rawValue = mode.rawValue | type.rawValue
        self.hasUserDataHeader = hasUserDataHeader
        self.replyPath = replyPath
    }

    /// The mode: bits 1 and 0.
    public var messageMode: MessageMode {
        get { MessageMode(rawValue: rawValue & 0x03) ?? .default }
        set { rawValue = rawValue & ~0x03 | newValue.rawValue }
    }

    /// The type: bits 5 to 2; nil if the value is reserved.
    public var messageType: MessageType? { MessageType(rawValue: rawValue & 0x3C) }

    /// Whether the message is a delivery receipt, final or intermediate.
    public var isReceipt: Bool {
        switch messageType {
        case .deliveryReceipt, .intermediateNotification: true
        default: false
        }
    }

    /// Whether the text begins with a user data header (UDHI): bit 6.
    public var hasUserDataHeader: Bool {
        get { rawValue & 0x40 != 0 }
        set { rawValue = newValue ? rawValue | 0x40 : rawValue & ~0x40 }
    }

    /// Whether a reply should take the same route back: bit 7.
    public var replyPath: Bool {
        get { rawValue & 0x80 != 0 }
        set { rawValue = newValue ? rawValue | 0x80 : rawValue & ~0x80 }
    }

    /// How a message is delivered.
    public enum MessageMode: UInt8, CaseIterable, Sendable {
        /// The message centre's default, usually store and forward.
        case `default` = 0x00
        /// One attempt, nothing stored.
        case datagram = 0x01
        /// One attempt while the request waits for its response.
        case forward = 0x02
        /// Stored, then tried until it expires.
        case storeAndForward = 0x03
    }

    /// The type of a message; the last four occur only in deliver_sm.
    public enum MessageType: UInt8, CaseIterable, Sendable {
        /// An ordinary message.
        case `default` = 0x00
        /// A delivery receipt of the message centre.
        case deliveryReceipt = 0x04
        /// An acknowledgement of the receiving phone.
        case deliveryAcknowledgement = 0x08
        /// An acknowledgement of the reader.
        case userAcknowledgement = 0x10
        /// A conversation ended (Korean CDMA).
        case conversationAbort = 0x18
        /// A receipt for a failed attempt; the message is still on its way.
        case intermediateNotification = 0x20
    }
}
