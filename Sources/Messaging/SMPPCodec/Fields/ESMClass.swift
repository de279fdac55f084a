/// How a message is to be handled, and what it is (esm_class).
///
/// Source: SMPP 3.4, 5.2.12.
public struct ESMClass: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public var rawValue: UInt8

    /// Creates the class from its octet.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Creates the class from what it says.
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

    /// How the message is to be handled: bits 1 and 0.
    public var messageMode: MessageMode {
        get { MessageMode(rawValue: rawValue & 0x03) ?? .default }
        set { rawValue = rawValue & ~0x03 | newValue.rawValue }
    }

    /// What the message is: bits 5 to 2; nil when the value is reserved.
    public var messageType: MessageType? { MessageType(rawValue: rawValue & 0x3C) }

    /// Whether the message is a receipt: final, from a handset, or intermediate.
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

    /// Whether a reply should take the same way back: bit 7.
    public var replyPath: Bool {
        get { rawValue & 0x80 != 0 }
        set { rawValue = newValue ? rawValue | 0x80 : rawValue & ~0x80 }
    }

    /// How a message is to be handled.
    public enum MessageMode: UInt8, CaseIterable, Sendable {
        /// As the message centre does by itself, mostly store and forward.
        case `default` = 0x00
        /// One attempt, nothing stored.
        case datagram = 0x01
        /// One attempt while the request waits.
        case forward = 0x02
        /// Stored, then tried until it expires.
        case storeAndForward = 0x03
    }

    /// What a message is; the last four occur in deliver_sm alone.
    public enum MessageType: UInt8, CaseIterable, Sendable {
        /// A message.
        case `default` = 0x00
        /// A receipt of the message centre.
        case deliveryReceipt = 0x04
        /// A handset got the message.
        case deliveryAcknowledgement = 0x08
        /// Somebody read the message and acknowledged it.
        case userAcknowledgement = 0x10
        /// A conversation ended (Korean CDMA).
        case conversationAbort = 0x18
        /// A delivery was tried, and the message is still on its way.
        case intermediateNotification = 0x20
    }
}
