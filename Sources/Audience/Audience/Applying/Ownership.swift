import AccountsModel

/// Which projects' logs a process applies.
struct Ownership: Sendable, Hashable {
    private let ownsAll: Bool
    /// Projects for which the contrary holds.
    private var exceptions: Set<ProjectID> = []

    /// - Parameter ownsAll: whether it applies every log that it has not lost.
    init(ownsAll: Bool) { self.ownsAll = ownsAll }

    /// Whether it applies no log.
    var isEmpty: Bool { !ownsAll && exceptions.isEmpty }

    func contains(_ project: ProjectID) -> Bool { ownsAll != exceptions.contains(project) }

    mutating func acquire(_ project: ProjectID) {
        if ownsAll { exceptions.remove(project) } else { exceptions.insert(project) }
    }

    mutating func lose(_ project: ProjectID) {
        if ownsAll { exceptions.insert(project) } else { exceptions.remove(project) }
    }
}
