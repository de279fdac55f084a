/// The receipts and acknowledgements that a message asks for (registered_delivery).
///
/// Source: SMPP 3.4, 5.2.17; SMPP 5.0, 4.7.21.
public struct RegisteredDelivery: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public var rawValue: UInt8

    /// Creates the value from its octet.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Creates the value from its parts.
    public init(_ receipt: Receipt = .none, wantsIntermediateNotification: Bool = false) {
        rawValue = receipt.rawValue
        self.wantsIntermediateNotification = wantsIntermediateNotification
    }

    /// When the message centre sends a final receipt: bits 1 and 0.
    public var receipt: Receipt {
        get { Receipt(rawValue: rawValue & 0x03) ?? .none }
        set { rawValue = rawValue & ~0x03 | newValue.rawValue }
    }

    /// Whether the phone should acknowledge delivery: bit 2.
    public var wantsDeliveryAcknowledgement: Bool {
        get { rawValue & 0x04 != 0 }
        set { rawValue = newValue ? rawValue | 0x04 : rawValue & ~0x04 }
    }

    /// Whether the reader should acknowledge the message: bit 3.
    public var wantsUserAcknowledgement: Bool {
        get { rawValue & 0x08 != 0 }
        set { rawValue = newValue ? rawValue | 0x08 : rawValue & ~0x08 }
    }

    /// Whether failed attempts are reported too: bit 4.
    public var wantsIntermediateNotification: Bool {
        get { rawValue & 0x10 != 0 }
        set { rawValue = newValue ? rawValue | 0x10 : rawValue & ~0x10 }
    }

    /// When a final receipt is sent.
    public enum Receipt: UInt8, CaseIterable, Sendable {
        /// Never.
        case none = 0
        /// Whatever the outcome.
        case always = 1
        /// Only when the message fails.
        case onFailure = 2
        /// Only when the message is delivered; reserved before SMPP 5.0.
        case onSuccess = 3
    }
}
