import AccountsModel
import Database
import Essentials

/// Reads the columns of a row one after another.
///
/// The order of the columns is written once, in the list that the row was selected by; a query
/// with additional columns reads them from the same reader afterwards.
struct RowReader {
    private let row: SQLRow
    private var column = 0

    init(_ row: SQLRow) { self.row = row }

    /// The index of the next column.
    private mutating func next() -> Int {
        defer { column += 1 }
        return column
    }

    mutating func value() -> SQLValue { row[next()] }

    mutating func integer() throws(DatabaseError) -> Int64 { try row.integer(next()) }

    mutating func optionalInteger() throws(DatabaseError) -> Int64? {
        try row.optionalInteger(next())
    }

    mutating func int() throws(DatabaseError) -> Int { Int(try integer()) }

    mutating func optionalInt() throws(DatabaseError) -> Int? {
        try optionalInteger().map { Int($0) }
    }

    mutating func bool() throws(DatabaseError) -> Bool { try integer() != 0 }

    mutating func optionalBool() throws(DatabaseError) -> Bool? {
        try optionalInteger().map { $0 != 0 }
    }

    mutating func text() throws(DatabaseError) -> String { try row.text(next()) }

    mutating func optionalText() throws(DatabaseError) -> String? { try row.optionalText(next()) }

    mutating func blob() throws(DatabaseError) -> [UInt8] { try row.blob(next()) }

    mutating func optionalBlob() throws(DatabaseError) -> [UInt8]? { try row.optionalBlob(next()) }

    mutating func timestamp() throws(DatabaseError) -> Timestamp { try row.timestamp(next()) }

    mutating func optionalTimestamp() throws(DatabaseError) -> Timestamp? {
        try row.optionalTimestamp(next())
    }

    mutating func objectID() throws(DatabaseError) -> ObjectID { try row.objectID(next()) }

    mutating func optionalObjectID() throws(DatabaseError) -> ObjectID? {
        try row.optionalObjectID(next())
    }

    mutating func money() throws(DatabaseError) -> Money { try row.money(next()) }

    mutating func organizationID() throws(DatabaseError) -> OrganizationID {
        try row.organizationID(next())
    }

    mutating func projectID() throws(DatabaseError) -> ProjectID { try row.projectID(next()) }

    /// The case with the name in the column.
    mutating func word<Word: RawRepresentable<String>>() throws(DatabaseError) -> Word {
        let text = try text()
        guard let word = Word(rawValue: text) else {
            throw .invalid("'\(text)' is not a \(Word.self); was it written by a newer version?")
        }
        return word
    }

    /// The case with the number in the column.
    mutating func code<Code: RawRepresentable<Int>>() throws(DatabaseError) -> Code {
        let number = try int()
        guard let code = Code(rawValue: number) else {
            throw .invalid("\(number) is not a \(Code.self); was it written by a newer version?")
        }
        return code
    }
}
