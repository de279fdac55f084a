public import Essentials
public import MessagingModel
import PhoneNumbers

/// Answers lookups from the number plans: what a number's prefix shows without asking a network.
///
/// A ported number keeps the prefix of its first operator, so `isPorted` stays unknown.
public struct NumberingProvider: LookupProvider {
    /// Creates a provider.
    public init() {}

    /// Answers one number; nil if it is in no assigned range.
    public func answer(
        destination: UInt64,
        country: String
    ) async throws(ServiceError) -> LookupAnswer? {
        guard let number = E164Number(digits: destination) else { return nil }
        let facts = OperatorDirectory.shared.lookUp(number)
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
