import MessagingModel
import PhoneNumbers
import SMPPCodec

extension InboundOrigin {
    /// The longest address that SMPP has room for.
    private static let longest = 20

    /// Reads the source of a delivery.
    ///
    /// Only what is international gets a plus sign. `+` and `00` say so, or the type of number; an
    /// address of unknown type is international if a plan has such a number. A national number is
    /// one of the carrier's national prefix, a calling code. Everything else is kept as it came.
    init(_ address: Address, nationalPrefix: String) {
        let text = address.digits
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard (1...Self.longest).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else {
            self = .other(text)
            return
        }
        guard let number = Self.number(address, nationalPrefix) else {
            self = .other(String(digits))
            return
        }
        self.init(number)
    }

    private static func number(_ address: Address, _ nationalPrefix: String) -> E164Number? {
        let text = address.digits
        let international = E164Number(text)
        if text.hasPrefix("+") || text.hasPrefix("00") { return international }
        switch address.typeOfNumber {
        case .international: return international
        case .national: return national(text, nationalPrefix)
        case .unknown, .alphanumeric:
            if let international, international.current.isValid { return international }
            guard let number = national(text, nationalPrefix), number.isValid else { return nil }
            return number
        default: return nil
        }
    }

    private static func national(_ text: String, _ prefix: String) -> E164Number? {
        guard let callingCode = Int(prefix) else { return nil }
        return E164Number(national: text, callingCode: callingCode) ?? E164Number(prefix + text)
    }
}
