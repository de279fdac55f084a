/// What the environment and the configuration file say.
///
/// The environment goes before the file. A setting `tls-key` is `HELIOGRAPH_TLS_KEY` in the
/// environment and `tls-key = …` in the file.
///
/// The file: one `key = value` a line, blanks around both are dropped, a value may stand in double
/// quotes to keep them, lines that begin with `#` are comments. At most 64 KiB.
struct Settings: Sendable {
    /// The most octets of a configuration file.
    static let longestFile = 65_536

    private let environment: [String: String]
    private let file: [String: String]

    /// Creates settings from an environment and the text of a file, if there is one.
    init(
        environment: [String: String],
        fileText: String? = nil,
        fileName: String = "",
        known: [CommandOption]
    ) throws(UsageError) {
        self.environment = environment
        var file: [String: String] = [:]
        let names = known.filter(\.isSetting).map(\.name)
        let lines = fileText?.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in (lines ?? []).enumerated() {
            guard let (key, value) = try Settings.pair(in: line, at: "\(fileName):\(index + 1)")
            else { continue }
            guard names.contains(key) else {
                let hint = suggestion(for: key, among: names)
                throw UsageError("\(fileName):\(index + 1): no setting is named '\(key)'\(hint)")
            }
            guard file.updateValue(value, forKey: key) == nil else {
                throw UsageError("\(fileName):\(index + 1): '\(key)' is set twice")
            }
        }
        self.file = file
    }

    /// The text of a setting; nil when neither says anything, and an empty variable says nothing.
    func value(of option: CommandOption) -> String? {
        if let text = environment[option.variable], !text.isEmpty { return text }
        return file[option.name]
    }

    /// Reads a switch.
    static func bool(_ text: String, named name: String) throws(UsageError) -> Bool {
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw UsageError("the setting \(name) is '\(text)'; it must be true or false")
        }
    }

    private static func pair(
        in line: Substring,
        at place: String
    ) throws(UsageError) -> (String, String)? {
        let line = trimmed(line)
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        guard let equals = line.firstIndex(of: "=") else {
            throw UsageError("\(place): write 'key = value', or # before a comment")
        }
        let key = trimmed(line[..<equals])
        var value = trimmed(line[line.index(after: equals)...])
        if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
            value = value.dropFirst().dropLast()
        }
        return (String(key), String(value))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
