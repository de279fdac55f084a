/// Why a dispatcher does not take routing rules or a carrier.
public enum DispatchError: Error, Hashable, Sendable {
    /// More carriers were named than ``mostCarriers``.
    case tooManyCarriers
    /// More rules than ``mostRules``.
    case tooManyRules(Int)
    /// A country that is not two letters.
    case invalidCountry(String)
    /// A prefix that is not 1 to 15 digits, the first of them not 0.
    case invalidPrefix(String)
    /// A weight outside of 1 to 1000.
    case invalidWeight(Int)

    /// Carriers a dispatcher tells apart: those a message was tried at are a set of 64 bits.
    public static let mostCarriers = 64
    /// Routing rules a table may have.
    public static let mostRules = 10_000
}
