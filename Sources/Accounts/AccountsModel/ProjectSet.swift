/// A set of projects, such as those that one server works for.
public struct ProjectSet: Hashable, Sendable {
    private var members: Set<ProjectID>
    /// Whether the set is the complement of the members.
    private var isComplement: Bool

    /// All projects, including future ones.
    public static let all = ProjectSet(members: [], isComplement: true)
    /// No projects.
    public static let none = ProjectSet(members: [], isComplement: false)

    /// The set of the given projects.
    public init(_ projects: some Sequence<ProjectID>) {
        self.init(members: Set(projects), isComplement: false)
    }

    private init(members: Set<ProjectID>, isComplement: Bool) {
        self.members = members
        self.isComplement = isComplement
    }

    /// Whether the project is in the set.
    public func contains(_ project: ProjectID) -> Bool {
        members.isEmpty ? isComplement : members.contains(project) != isComplement
    }

    /// Whether the set is empty.
    public var isEmpty: Bool { self == .none }

    /// Adds all projects of another set.
    public mutating func formUnion(_ other: ProjectSet) {
        switch (isComplement, other.isComplement) {
        case (false, false): members.formUnion(other.members)
        case (true, false): members.subtract(other.members)
        case (true, true): members.formIntersection(other.members)
        case (false, true):
            self = ProjectSet(members: other.members.subtracting(members), isComplement: true)
        }
    }

    /// Removes all projects of another set.
    public mutating func subtract(_ other: ProjectSet) {
        // a − b is the complement of (complement of a) ∪ b.
        isComplement.toggle()
        formUnion(other)
        isComplement.toggle()
    }
}
