public import Essentials
public import MessagingModel

/// Answers lookups by the number alone, like the simulated carrier, for development and tests.
///
/// | last five digits | answer |
/// | --- | --- |
/// | 99911 | failed: no such subscriber |
/// | 99960 | the numbering plan's answer, ported |
/// | 99961 | the numbering plan's answer, not ported |
/// | any others | the numbering plan's answer |
public struct SimulatedLookups: LookupProvider {
    private let plan: NumberingProvider

    /// Creates a provider that uses the numbering plan.
    public init(_ plan: NumberingProvider) { self.plan = plan }

    /// Answers one number; nil if neither the table nor the numbering plan has an answer.
    public func answer(
        destination: UInt64,
        country: String
    ) async throws(ServiceError) -> LookupAnswer? {
        let ending = destination % 100_000
        guard ending != 99_911 else { return nil }
        let answer = try await plan.answer(destination: destination, country: country)
        guard let answer, ending == 99_960 || ending == 99_961 else { return answer }
        return LookupAnswer(
            numberType: answer.numberType,
            mcc: answer.mcc,
            mnc: answer.mnc,
            operatorName: answer.operatorName,
            isPorted: ending == 99_960
        )
    }
}
