/// The name of a file of rows.
struct FileName {
    private let path: String

    init(_ path: String) { self.path = path }

    /// The format by the end of the name, `csv` or `ndjson`; nil when it tells none.
    func format<Format: RawRepresentable<String>>() -> Format? {
        switch path.lowercased().split(separator: ".").last {
        case "csv", "tsv": Format(rawValue: "csv")
        case "ndjson", "jsonl": Format(rawValue: "ndjson")
        default: nil
        }
    }
}
