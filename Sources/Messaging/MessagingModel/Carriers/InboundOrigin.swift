public import PhoneNumbers

/// Where an inbound message comes from: a phone's international number, or whatever else the
/// carrier named, such as a short code.
public struct InboundOrigin: Hashable, Sendable {
    /// The digits as a number, by which parts and conversations are found; 0 if they are too many.
    public let digits: UInt64

    /// The address as customers see it: `+34600000000`, or what the carrier wrote, such as `24712`.
    public let text: String

    /// A phone with an international number.
    public init(_ digits: UInt64) {
        self.digits = digits
        text = "+\(digits)"
    }

    /// A phone with an international number, in today's form.
    public init(_ number: E164Number) { self.init(number.current.digits) }

    /// An address that is no international number.
    public init(notInternational text: String) {
        digits = UInt64(String(text.filter { $0.isASCII && $0.isNumber }.prefix(18))) ?? 0
        self.text = text
    }

    /// The address in the form of stores: nil for an international number, which its digits tell.
    public var storedText: String? { isInternational ? nil : text }

    /// Whether the address is an international number.
    public var isInternational: Bool { text.utf8.first == UInt8(ascii: "+") }

    /// The destinations of messages that the phone may answer: its number in all ways in which it
    /// is or was written.
    public var answeredDestinations: [UInt64] {
        guard isInternational, let number = E164Number(digits: digits) else { return [digits] }
        return number.variants.map(\.digits)
    }
}
