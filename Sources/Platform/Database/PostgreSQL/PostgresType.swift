/// The types of PostgreSQL that the driver knows, by their object identifier.
///
/// Source: `src/include/catalog/pg_type.dat` of PostgreSQL 15; the numbers never change.
struct PostgresType: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32

    static let bool = PostgresType(rawValue: 16)
    static let bytea = PostgresType(rawValue: 17)
    static let name = PostgresType(rawValue: 19)
    static let int8 = PostgresType(rawValue: 20)
    static let int2 = PostgresType(rawValue: 21)
    static let int4 = PostgresType(rawValue: 23)
    static let text = PostgresType(rawValue: 25)
    static let json = PostgresType(rawValue: 114)
    static let float4 = PostgresType(rawValue: 700)
    static let float8 = PostgresType(rawValue: 701)
    static let unknown = PostgresType(rawValue: 705)
    static let bpchar = PostgresType(rawValue: 1042)
    static let varchar = PostgresType(rawValue: 1043)
    static let numeric = PostgresType(rawValue: 1700)
    static let jsonb = PostgresType(rawValue: 3802)

    /// The name to cast to, for types whose values are sent in their binary form.
    var binaryName: String? {
        switch self {
        case .bool: "boolean"
        case .bytea: "bytea"
        case .int2: "smallint"
        case .int4: "integer"
        case .int8: "bigint"
        case .float4: "real"
        case .float8: "double precision"
        case .text: "text"
        case .varchar: "varchar"
        case .bpchar: "bpchar"
        case .json: "json"
        case .jsonb: "jsonb"
        default: nil
        }
    }
}
