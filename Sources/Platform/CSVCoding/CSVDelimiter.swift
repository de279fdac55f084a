/// The byte that separates the fields of a row.
public enum CSVDelimiter: UInt8, CaseIterable, Sendable {
    /// `,`, as in RFC 4180.
    case comma = 0x2C
    /// `;`, what spreadsheets write where the comma is the decimal mark.
    case semicolon = 0x3B
    /// A tab.
    case tab = 0x09
    /// `|`.
    case pipe = 0x7C

    /// The name: `comma`, `semicolon`, `tab` or `pipe`.
    public var name: String { "\(self)" }
}
