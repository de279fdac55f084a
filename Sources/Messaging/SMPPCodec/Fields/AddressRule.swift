/// Sets the type of number and numbering plan of addresses; those that are nil depend on the
/// address.
///
/// | address | type | plan |
/// | --- | --- | --- |
/// | with a letter or a blank | 5 alphanumeric | 0 |
/// | up to 6 digits: a short code | 3 network specific | 0 |
/// | other digits | 1 international | 1 ISDN |
///
/// Source: SMPP 3.4, 5.2.5 and 5.2.6.
public struct AddressRule: Hashable, Sendable {
    /// The type of every address; nil for that of the table.
    public var typeOfNumber: TypeOfNumber?
    /// The plan of every address; nil for that of the table.
    public var numberingPlan: NumberingPlanIndicator?

    /// Creates a rule.
    public init(typeOfNumber: TypeOfNumber? = nil, numberingPlan: NumberingPlanIndicator? = nil) {
        self.typeOfNumber = typeOfNumber
        self.numberingPlan = numberingPlan
    }

    /// The most digits of a short code.
    public static let longestShortCode = 6

    /// The address of a sender in SMPP's form: digits without plus, or the name in Latin-1.
    public func address(ofSender sender: String) -> Address {
        var digits = sender
        if digits.utf8.first == UInt8(ascii: "+") { digits.removeFirst() }
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber else { return address(sender, .alphanumeric, .unknown) }
        guard digits.utf8.count > Self.longestShortCode || digits != sender else {
            return address(digits, .networkSpecific, .unknown)
        }
        return address(digits, .international, .isdn)
    }

    /// The address of a mobile phone.
    public func address(ofPhone digits: UInt64) -> Address {
        address(String(digits), .international, .isdn)
    }

    private func address(
        _ digits: String,
        _ standardType: TypeOfNumber,
        _ standardPlan: NumberingPlanIndicator
    ) -> Address {
        Address(
            digits,
            typeOfNumber: typeOfNumber ?? standardType,
            numberingPlan: numberingPlan ?? standardPlan
        )
    }
}
