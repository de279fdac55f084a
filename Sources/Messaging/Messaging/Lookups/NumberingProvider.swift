public import Essentials
public import MessagingModel
public import PhoneNumbers

/// Answers lookups from the numbering plan: what a number's prefix shows without asking a network.
///
/// A ported number keeps the prefix of its first operator, so `isPorted` stays unknown.
public struct NumberingProvider: LookupProvider {
    private let directory: OperatorDirectory?

    /// Creates a provider; without a directory it knows country and type but no operator.
    public init(_ directory: OperatorDirectory?) { self.directory = directory }

    /// Answers one number; nil if it is in no assigned range.
    public func answer(
        destination: UInt64,
        country: String
    ) async throws(ServiceError) -> LookupAnswer? {
        guard let number = E164Number(digits: destination) else { return nil }
        guard let directory else {
            let details = PhoneNumber(number)
            guard details.isValid else { return nil }
            return LookupAnswer(
                numberType: details.type.rawValue,
                mcc: nil,
                mnc: nil,
                operatorName: nil,
                isPorted: nil
            )
        }
        let facts = directory.lookUp(number)
        guard facts.isValid else { return nil }
        return LookupAnswer(
            numberType: facts.type.rawValue,
            mcc: facts.mcc,
            mnc: facts.mnc,
            operatorName: facts.operatorName,
            isPorted: nil
        )
    }
}
