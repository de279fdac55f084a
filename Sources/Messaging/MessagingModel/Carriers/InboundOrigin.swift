/// Who sent an inbound message.
public enum InboundOrigin: Hashable, Sendable {
    /// A phone, by its E.164 digits.
    case phone(UInt64)
    /// Anything else, as the carrier writes it: a short code, a name, a number without its country
    /// code. It may be empty.
    case other(String)

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
}
