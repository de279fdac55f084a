import AccountsModel
import Database
import Essentials

extension SQLValue {
    init(_ money: Money) { self = .integer(money.micros) }
    init(_ organization: OrganizationID) { self = .integer(organization.number) }
    init(_ project: ProjectID) { self = .integer(project.number) }
    init(_ octets: [UInt8]?) { self = octets.map(SQLValue.blob) ?? .null }
    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
}

extension SQLRow {
    func money(_ column: Int) throws(DatabaseError) -> Money { Money(micros: try integer(column)) }

    func organizationID(_ column: Int) throws(DatabaseError) -> OrganizationID {
        OrganizationID(try integer(column))
    }

    func projectID(_ column: Int) throws(DatabaseError) -> ProjectID {
        ProjectID(try integer(column))
    }

    func int(_ column: Int) throws(DatabaseError) -> Int { Int(try integer(column)) }
}

extension Array where Element == SQLRow {
    /// Decodes the rows.
    func decoded<Value>(
        _ decode: (SQLRow) throws(DatabaseError) -> Value
    ) throws(DatabaseError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for row in self { values.append(try decode(row)) }
        return values
    }
}
