/// Sorts the words of a command line into a command, its argument and its options.
struct ArgumentParser {
    private let commands: [Command]

    init(_ commands: [Command]) { self.commands = commands }

    /// What the words ask for.
    enum Request {
        /// Run a command with these values.
        case run(Command, Words)
        /// Print the help of the commands whose names begin with these words; all for none.
        case help([String])
        /// Print the version of the program.
        case version
    }

    /// The values of a command line, as they were given.
    struct Words {
        var argument: String?
        var values: [String: [String]] = [:]
        var flags: Set<String> = []
    }

    /// Reads the words; throws a ``UsageError`` that says what to change.
    ///
    /// The options that every command has may come before the command as well.
    func parse(_ words: [String]) throws(UsageError) -> Request {
        var rest = words[...]
        let leading = try leadingOptions(of: &rest)
        let path = rest.prefix { !$0.hasPrefix("-") }.map { $0 }
        if path.isEmpty, rest.contains("--version") { return .version }
        if path.first == "help" { return .help(Array(path.dropFirst())) }
        let asksHelp = words.contains("--help") || words.contains("-h")
        guard let command = command(for: path) else {
            if asksHelp || words.isEmpty { return .help(path) }
            guard !path.isEmpty else {
                throw UsageError("no command is given; try: heliograph --help")
            }
            throw unknownCommand(path)
        }
        if asksHelp { return .help(command.path) }
        let own = leading + rest.dropFirst(command.path.count)
        return .run(command, try read(own, for: command))
    }

    /// Takes the options in front of the command, with their values.
    private func leadingOptions(
        of words: inout ArraySlice<String>
    ) throws(UsageError) -> [String] {
        var taken: [String] = []
        while let word = words.first, word.hasPrefix("-"), !["--version", "-h"].contains(word) {
            let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
            let known = CommandOption.common.first { $0.name == name }
            guard let option = known, word.hasPrefix("--") else {
                let names = CommandOption.common.map { "--\($0.name)" } + ["--version"]
                throw UsageError(
                    "there is no option \(word.prefix { $0 != "=" }) before the command"
                        + suggestion(for: "--\(name)", among: names)
                )
            }
            taken.append(word)
            words.removeFirst()
            if option.placeholder != nil, !word.contains("="), let value = words.popFirst() {
                taken.append(value)
            }
        }
        return taken
    }

    /// The command with the longest name that the words begin with.
    private func command(for words: [String]) -> Command? {
        commands.filter { words.starts(with: $0.path) }.max { $0.path.count < $1.path.count }
    }

    private func read(_ words: [String], for command: Command) throws(UsageError) -> Words {
        var result = Words()
        var rest = words[...]
        var onlyValues = false
        while let word = rest.popFirst() {
            if word == "--", !onlyValues {
                onlyValues = true
            } else if word.hasPrefix("-"), word != "-", !onlyValues {
                try readOption(word, from: &rest, for: command, into: &result)
            } else if command.argument != nil, result.argument == nil {
                result.argument = word
            } else {
                throw UsageError("unexpected argument '\(word)' for '\(command.name)'")
            }
        }
        if let argument = command.argument, !argument.isOptional, result.argument == nil {
            throw UsageError("'\(command.name)' needs \(argument.placeholder): \(argument.help)")
        }
        return result
    }

    private func readOption(
        _ word: String,
        from rest: inout ArraySlice<String>,
        for command: Command,
        into result: inout Words
    ) throws(UsageError) {
        guard word.hasPrefix("--") else {
            throw UsageError("'\(word)' is not an option; options begin with two dashes")
        }
        let pieces = word.dropFirst(2).split(
            separator: "=",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let name = String(pieces.first ?? "")
        guard let option = command.allOptions.first(where: { $0.name == name }) else {
            throw unknownOption(name, of: command)
        }
        guard let placeholder = option.placeholder else {
            guard pieces.count == 1 else {
                throw UsageError("--\(name) takes no value; remove '=\(pieces[1])'")
            }
            result.flags.insert(name)
            return
        }
        let value: String
        if pieces.count == 2 {
            value = String(pieces[1])
        } else if let next = rest.first, !next.hasPrefix("--") {
            value = next
            rest.removeFirst()
        } else {
            throw UsageError("--\(name) needs a value: --\(name) \(placeholder)")
        }
        guard option.isRepeatable || result.values[name] == nil else {
            throw UsageError("--\(name) is given twice; remove one")
        }
        result.values[name, default: []].append(value)
    }

    private func unknownCommand(_ words: [String]) -> UsageError {
        let isGroup = commands.contains { $0.path.first == words.first && $0.path.count > 1 }
        let known = commands.compactMap { command in
            isGroup ? (command.path.first == words.first ? command.name : nil) : command.path.first
        }
        let text = words.prefix(2).joined(separator: " ")
        if isGroup, words.count == 1 {
            return UsageError("'\(text)' needs one of: \(known.joined(separator: ", "))")
        }
        let given = isGroup ? text : words.first ?? ""
        return UsageError("there is no command '\(given)'" + suggestion(for: given, among: known))
    }

    private func unknownOption(_ name: String, of command: Command) -> UsageError {
        let known = command.allOptions.map { "--\($0.name)" }
        let hint = suggestion(for: "--\(name)", among: known)
        return UsageError("'\(command.name)' has no option --\(name)" + hint)
    }
}

/// A hint at the nearest known word, when one is near; empty otherwise.
func suggestion(for word: String, among known: [String]) -> String {
    let nearest = known.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
    guard let (candidate, distance) = nearest, distance <= max(2, word.count / 3) else {
        return ""
    }
    return "; did you mean '\(candidate)'?"
}

/// How many insertions, deletions and replacements make one word of another.
func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8.prefix(64))
    let right = Array(right.utf8.prefix(64))
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (byte == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
