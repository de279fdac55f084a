/// How rows get into a table.
final class PostgresInsertPlan {
    enum Way {
        /// In the binary form of COPY: the fastest, but it cannot handle conflicts.
        case copy(String)
        /// From one array per column.
        case arrays(String)
        /// One at a time: a column has a type whose binary form the driver does not write.
        case single(String)
    }

    let types: [PostgresType]
    let way: Way

    init(types: [PostgresType], way: Way) {
        self.types = types
        self.way = way
    }
}
