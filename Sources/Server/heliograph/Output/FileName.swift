import AudienceModel

/// The name of a file of rows.
struct FileName {
    private let path: String

    init(_ path: String) { self.path = path }

    /// The format that the extension of the name stands for; nil for any other.
    var format: RowFormat? {
        switch path.lowercased().split(separator: ".").last {
        case "csv", "tsv": .csv
        case "ndjson", "jsonl": .ndjson
        default: nil
        }
    }
}
