import AudienceModel

/// Errors of the columns of a file as a whole.
struct ColumnErrors: Error {
    /// The column, code and message of each error.
    private(set) var list: [IngestError] = []

    mutating func add(_ column: String, _ code: String, _ message: String) {
        list.append(IngestError(column, code, message))
    }

    /// Whether a column has an error.
    func has(_ column: String) -> Bool { list.contains { $0.field == column } }

    /// Checks that names are unique, and that the mapping only names existing columns.
    mutating func checkNames(_ names: [String], _ plan: ImportPlan) {
        var first: [String: Int] = [:]
        for (index, name) in names.enumerated() where !name.isEmpty {
            if let earlier = first[name] {
                add(
                    name,
                    "header.doubled",
                    "Columns \(earlier + 1) and \(index + 1) have the same name, \(name)"
                )
            } else {
                first[name] = index
            }
        }
        for target in plan.mapping
        where target.column != ImportPlan.ColumnTarget.wildcard && first[target.column] == nil {
            add(
                target.column,
                "mapping.unknown_column",
                "The file has no column \(target.column); it has \(Self.sample(names))"
            )
        }
    }

    private static func sample(_ names: [String]) -> String {
        let few = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(few) and \(names.count - 10) more" : few
    }
}
