/// The mobile operators of the world, by the prefixes that regulators assigned to them.
///
/// Built into the binary by `Scripts/build-number-plans`. A ported number keeps the prefix of its
/// first operator, so the answer may be outdated.
public struct OperatorDirectory: Sendable {
    /// The directory.
    public static let shared = OperatorDirectory()

    /// The operators, each once per country.
    public let operators: [MobileOperator]

    private init() { operators = NumberPlans.shared.operators() }

    /// The operator of the longest known prefix of the number; nil if there is none.
    public func mobileOperator(of number: E164Number) -> MobileOperator? {
        let index = NumberPlans.shared.operatorNumber(of: number)
        return index == 0 ? nil : operators[index - 1]
    }

    /// Everything that is known of a number without asking its network.
    public func lookUp(_ number: E164Number) -> NumberingFacts {
        let details = PhoneNumber(number)
        let known = mobileOperator(of: number)
        let isMobile = details.type == .mobile || details.type == .fixedLineOrMobile
        let mcc = isMobile ? details.country.flatMap { Country(code: $0)?.mobileCountryCode } : nil
        return NumberingFacts(
            number: number,
            country: details.country,
            type: details.type,
            isValid: details.isValid,
            mcc: known?.mcc ?? mcc,
            mnc: known?.mnc,
            operatorName: known?.name
        )
    }
}
