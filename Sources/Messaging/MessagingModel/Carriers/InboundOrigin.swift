public import PhoneNumbers

/// Who sent an inbound message.
public enum InboundOrigin: Hashable, Sendable {
    /// A phone, by its E.164 digits.
    case phone(UInt64)
    /// Anything else, as the carrier writes it: a short code, a name, a number without its country
    /// code. It may be empty.
    case other(String)

    /// A phone, by its number in today's form.
    public init(_ number: E164Number) { self = .phone(number.current.digits) }

    /// The origin for people and clients: a phone's number has a plus sign, all else has none.
    public var text: String {
        switch self {
        case .phone(let digits): "+\(digits)"
        case .other(let text): text
        }
    }

    /// The phone's E.164 digits; nil if it is no phone.
    public var phone: UInt64? {
        guard case .phone(let digits) = self else { return nil }
        return digits
    }

    /// The destinations of messages that a phone may answer: its number in all ways of writing it.
    ///
    /// Nothing but a phone can answer.
    public var answeredDestinations: [UInt64] {
        guard let phone else { return [] }
        return E164Number(digits: phone)?.variants.map(\.digits) ?? [phone]
    }
}
