/// One result of a check of the store, as a sentence for the operator.
public struct Finding: Sendable, Hashable {
    /// How much it matters.
    public enum Weight: String, Sendable {
        /// Worth knowing; nothing is wrong.
        case note
        /// Something is inconsistent.
        case problem
    }

    /// How much it matters.
    public let weight: Weight
    /// What was checked, such as `ledger`.
    public let check: String
    /// What was found, and what to do about it.
    public let sentence: String

    /// Creates a finding.
    public init(_ weight: Weight, _ check: String, _ sentence: String) {
        self.weight = weight
        self.check = check
        self.sentence = sentence
    }
}
