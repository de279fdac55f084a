import Identity

/// The rules of a project for single items.
struct IntakeRules: Sendable, Hashable {
    /// Whether a name for which the project has no room is left out; else its item is refused.
    var dropsSurplus: Bool
    /// What is no user id; nil if anything is.
    var blockedUserIDs: BlockedValues?

    init(_ rules: AudienceRules) {
        dropsSurplus = rules.dropsSurplus
        blockedUserIDs = rules.blocksUserIDs ? rules.merge.blocked : nil
    }
}
