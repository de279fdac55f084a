/// What a command has to say: one record or a list of them, printed as text or as JSON.
struct Output: Sendable {
    /// A named value of a record.
    typealias Field = (String, PrintedValue)

    private enum Content: Sendable {
        case nothing
        case record([Field])
        case list([[Field]])
    }

    private let content: Content
    /// What the process says to its caller.
    let exitCode: ExitCode

    /// A command that printed by itself, or has nothing to say.
    static func nothing(_ exitCode: ExitCode = .success) -> Output {
        Output(content: .nothing, exitCode: exitCode)
    }

    /// One thing.
    static func record(_ fields: [Field], _ exitCode: ExitCode = .success) -> Output {
        Output(content: .record(fields), exitCode: exitCode)
    }

    /// Any number of things of one kind.
    static func list(_ records: [[Field]], _ exitCode: ExitCode = .success) -> Output {
        Output(content: .list(records), exitCode: exitCode)
    }

    /// The JSON, with a line end: an object for one thing, an array for a list.
    var json: String {
        switch content {
        case .nothing: ""
        case .record(let fields): PrintedValue.record(fields).json + "\n"
        case .list(let records): PrintedValue.array(records.map(PrintedValue.record)).json + "\n"
        }
    }

    /// The text, with a line end: a line a field for one thing, a table for a list.
    ///
    /// Long cells of a table are cut, save in its last column; the JSON has them whole.
    var text: String {
        switch content {
        case .nothing: return ""
        case .record(let fields): return TextTable.aligned(Output.rows(fields)) + "\n"
        case .list(let records):
            guard let first = records.first else { return "none\n" }
            let header = first.map { $0.0.uppercased() }
            let rows = records.map { fields in
                let texts = fields.map(\.1.plainText)
                return texts.dropLast().map(Output.cell) + texts.suffix(1)
            }
            return TextTable.aligned([header] + rows) + "\n"
        }
    }

    private static func cell(_ text: String) -> String {
        text.count <= 48 ? text : text.prefix(47) + "…"
    }

    private static func rows(_ fields: [Field], prefix: String = "") -> [[String]] {
        fields.flatMap { name, value in
            if case .record(let inner) = value { return rows(inner, prefix: "\(prefix)\(name).") }
            return [["\(prefix)\(name):", value.plainText]]
        }
    }
}
