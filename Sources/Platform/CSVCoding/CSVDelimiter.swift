/// The byte between the fields of a row.
public enum CSVDelimiter: UInt8, CaseIterable, Sendable {
    /// `,`, the one of RFC 4180.
    case comma = 0x2C
    /// `;`, what spreadsheets write where the comma is the decimal mark.
    case semicolon = 0x3B
    /// A tabulator.
    case tab = 0x09
    /// `|`.
    case pipe = 0x7C
}
