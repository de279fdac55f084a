/// The help of one command or of several, made from the table that the parser uses.
enum HelpText {
    /// The help of the commands whose names begin with the words; nil when there are none.
    static func of(_ words: [String], in commands: [Command]) -> String? {
        let chosen = commands.filter { $0.path.starts(with: words) }
        guard let first = chosen.first else { return nil }
        return chosen.count == 1 && first.path == words ? of(first) : list(chosen)
    }

    private static func list(_ commands: [Command]) -> String {
        let rows = commands.map { command in
            let argument = command.argument.map { " \($0.usage)" } ?? ""
            return ["  \(command.name)\(argument)", command.summary]
        }
        return """
            Usage: heliograph COMMAND [options]

            Commands:
            \(aligned(rows))

            Run 'heliograph COMMAND --help' for its options.

            Options of every command, also in front of it:
            \(aligned(CommandOption.common.map(row)))

            'heliograph --version' prints the version.
            """
    }

    private static func of(_ command: Command) -> String {
        let argument = command.argument.map { " \($0.usage)" } ?? ""
        let required = command.options.filter(\.isRequired).map {
            " --\($0.name) \($0.placeholder ?? "")"
        }
        var text = """
            Usage: heliograph \(command.name)\(argument)\(required.joined()) [options]

            \(command.summary).
            """
        if let argument = command.argument {
            text += "\n\n" + aligned([["  \(argument.placeholder)", argument.help]])
        }
        return text + "\n\nOptions:\n" + aligned(command.allOptions.map(row))
    }

    private static func row(_ option: CommandOption) -> [String] {
        let value = option.placeholder.map { " \($0)" } ?? ""
        var help = option.help
        let notes = [
            option.rangeText, option.standard.map { "default \($0)" },
            option.isRequired ? "required" : nil, option.isRepeatable ? "may be repeated" : nil,
        ].compactMap { $0 }
        if !notes.isEmpty { help += " (\(notes.joined(separator: ", ")))" }
        if option.isSetting { help += " [\(option.variable)]" }
        return ["  --\(option.name)\(value)", help]
    }

    private static func aligned(_ rows: [[String]]) -> String { TextTable.aligned(rows, gap: 3) }
}
