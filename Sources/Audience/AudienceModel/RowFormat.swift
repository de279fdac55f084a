/// How the rows of an import or an export are written; the raw value is the name on the wire.
public enum RowFormat: String, Sendable, CaseIterable {
    /// Comma-separated values (RFC 4180); the first row names the columns.
    case csv
    /// One JSON object per line.
    case ndjson
}
