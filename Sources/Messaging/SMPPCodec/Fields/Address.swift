/// The number or name of a sender or recipient.
///
/// Source: SMPP 3.4, 5.2.5 to 5.2.7 and 5.2.8 to 5.2.9.
public struct Address: Sendable, Hashable {
    /// The kind of number.
    public var typeOfNumber: TypeOfNumber
    /// The plan that the number belongs to.
    public var numberingPlan: NumberingPlanIndicator
    /// The digits or letters, without terminator; characters from U+0001 to U+00FF.
    public var digits: String

    /// Creates an address; without arguments, an empty one.
    public init(
        _ digits: String = "",
        typeOfNumber: TypeOfNumber = .unknown,
        numberingPlan: NumberingPlanIndicator = .unknown
    ) {
        self.typeOfNumber = typeOfNumber
        self.numberingPlan = numberingPlan
        self.digits = digits
    }
}

/// The kind of number of an address (TON).
///
/// Source: SMPP 3.4, 5.2.5.
public struct TypeOfNumber: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt8
    /// Creates a kind from its number, known or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Unknown.
    public static let unknown = TypeOfNumber(rawValue: 0)
    /// With country code.
    public static let international = TypeOfNumber(rawValue: 1)
    /// Without country code.
    public static let national = TypeOfNumber(rawValue: 2)
    /// For administration of the network.
    public static let networkSpecific = TypeOfNumber(rawValue: 3)
    /// A short code.
    public static let subscriber = TypeOfNumber(rawValue: 4)
    /// A name.
    public static let alphanumeric = TypeOfNumber(rawValue: 5)
    /// An access code within the network.
    public static let abbreviated = TypeOfNumber(rawValue: 6)
}

/// The plan that a number belongs to (NPI).
///
/// Source: SMPP 3.4, 5.2.6.
public struct NumberingPlanIndicator: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt8
    /// Creates a plan from its number, known or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Unknown.
    public static let unknown = NumberingPlanIndicator(rawValue: 0)
    /// Telephone numbers (E.163 and E.164).
    public static let isdn = NumberingPlanIndicator(rawValue: 1)
    /// Data numbers (X.121).
    public static let data = NumberingPlanIndicator(rawValue: 3)
    /// Telex numbers (F.69).
    public static let telex = NumberingPlanIndicator(rawValue: 4)
    /// Land mobile numbers (E.212).
    public static let landMobile = NumberingPlanIndicator(rawValue: 6)
    /// A national plan.
    public static let national = NumberingPlanIndicator(rawValue: 8)
    /// A private plan.
    public static let `private` = NumberingPlanIndicator(rawValue: 9)
    /// The plan of the ERMES paging system.
    public static let ermes = NumberingPlanIndicator(rawValue: 10)
    /// Internet addresses.
    public static let internet = NumberingPlanIndicator(rawValue: 14)
    /// WAP client ids.
    public static let wapClient = NumberingPlanIndicator(rawValue: 18)
}
