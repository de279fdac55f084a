/// One thing that the program can do, with all that its help and its parser need to know.
struct Command: Sendable {
    /// The words that name it, as `token create`.
    let path: [String]
    /// What it does, as a sentence without a period.
    let summary: String
    /// The value that follows the words, as `UID`; nil when none does.
    var argument: CommandArgument?
    /// What may be given with `--`; every command also knows ``CommandOption/common``.
    var options: [CommandOption] = []
    /// Does it.
    let run: @Sendable (Arguments) async throws -> Output

    /// The words in one text.
    var name: String { path.joined(separator: " ") }
    /// Its own options and the common ones.
    var allOptions: [CommandOption] { options + CommandOption.common }
}

/// A value that is given by its position.
struct CommandArgument: Sendable {
    /// What stands for it in the help, as `UID`.
    let placeholder: String
    /// What it is.
    let help: String
    /// Whether the command can do without.
    var isOptional = false

    /// As it stands in the help.
    var usage: String { isOptional ? "[\(placeholder)]" : placeholder }
}

/// An option: `--name` or `--name VALUE`.
struct CommandOption: Sendable {
    /// The name without dashes.
    let name: String
    /// What stands for its value in the help, as `URL`; nil for a switch.
    let placeholder: String?
    /// What it does, without its range and its default.
    let help: String
    /// Whether the command cannot do without.
    var isRequired = false
    /// Whether it may be given more than once; commas separate values as well.
    var isRepeatable = false
    /// Whether it may also come from `HELIOGRAPH_NAME` and from the configuration file.
    var isSetting = false
    /// What its whole number may be; nil for any number, and for other values.
    var range: ClosedRange<Int>?
    /// The value when none is given; nil when there is none.
    var standard: String?

    /// Takes one value.
    static func value(
        _ name: String,
        _ placeholder: String,
        _ help: String,
        range: ClosedRange<Int>? = nil,
        standard: String? = nil
    ) -> CommandOption {
        CommandOption(
            name: name,
            placeholder: placeholder,
            help: help,
            range: range,
            standard: standard
        )
    }

    /// Takes one value, and must be given.
    static func required(_ name: String, _ placeholder: String, _ help: String) -> CommandOption {
        CommandOption(name: name, placeholder: placeholder, help: help, isRequired: true)
    }

    /// Takes any number of values.
    static func values(_ name: String, _ placeholder: String, _ help: String) -> CommandOption {
        CommandOption(name: name, placeholder: placeholder, help: help, isRepeatable: true)
    }

    /// Is there or not.
    static func flag(_ name: String, _ help: String) -> CommandOption {
        CommandOption(name: name, placeholder: nil, help: help)
    }

    /// Takes one value, or with nil for the placeholder is a switch; also from the environment and
    /// the configuration file.
    static func setting(
        _ name: String,
        _ placeholder: String?,
        _ help: String,
        range: ClosedRange<Int>? = nil,
        standard: String? = nil
    ) -> CommandOption {
        CommandOption(
            name: name,
            placeholder: placeholder,
            help: help,
            isSetting: true,
            range: range,
            standard: standard
        )
    }

    /// The range as people read it; nil for none.
    var rangeText: String? {
        guard let range else { return nil }
        guard range.upperBound < Int.max else { return "\(range.lowerBound) or more" }
        return "\(range.lowerBound) to \(range.upperBound)"
    }

    /// The name of its environment variable, as `HELIOGRAPH_TLS_KEY`.
    var variable: String {
        "HELIOGRAPH_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// Allows callbacks that only a server with the same setting calls.
    static let privateTargets = CommandOption.setting(
        "allow-private-targets",
        nil,
        "let webhooks reach loopback and private addresses, for development"
    )

    /// The options of every command.
    static let common: [CommandOption] = [
        .setting("data", "DIR", "the data folder"),
        .setting("database", "URL", "a PostgreSQL URL, instead of the store in the data folder"),
        .setting("config", "FILE", "a file of settings, one `key = value` per line"),
        .flag("json", "print JSON instead of text"),
        .flag("help", "print this help"),
    ]
}
