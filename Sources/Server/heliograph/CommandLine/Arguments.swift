import AccountsModel
import Essentials

/// The values that a command was given, read as what the command needs.
///
/// A setting that the command line leaves out comes from the environment, then from the
/// configuration file. Every reader throws a ``UsageError`` that names the option and what it
/// wants.
struct Arguments: Sendable {
    private let command: Command
    private let argument: String?
    private let values: [String: [String]]
    private let flags: Set<String>
    private let again: @Sendable () throws -> Arguments

    /// Joins the words of the command line with the settings of the environment and the file.
    ///
    /// The closure reads the same once more, with a configuration file that may have changed.
    init(
        _ command: Command,
        _ words: ArgumentParser.Words,
        settings: Settings,
        again: @escaping @Sendable () throws -> Arguments
    ) throws(UsageError) {
        self.command = command
        self.again = again
        argument = words.argument
        var values = words.values
        var flags = words.flags
        for option in command.allOptions where option.isSetting {
            guard values[option.name] == nil, !flags.contains(option.name) else { continue }
            guard let text = settings.value(of: option) else { continue }
            if option.placeholder != nil {
                values[option.name] = [text]
            } else if try Settings.bool(text, named: option.name) {
                flags.insert(option.name)
            }
        }
        self.values = values
        self.flags = flags
        for option in command.options where option.isRequired && values[option.name] == nil {
            let placeholder = option.placeholder ?? ""
            throw UsageError("'\(command.name)' needs --\(option.name) \(placeholder)")
        }
    }

    /// The same arguments, with the configuration file as it is now.
    func readAgain() throws -> Arguments { try again() }

    /// Whether a switch is on.
    func has(_ name: String) -> Bool { flags.contains(name) }

    /// Whether an option was given at all.
    func gives(_ name: String) -> Bool { flags.contains(name) || values[name] != nil }

    /// The text of an option, or its standard; nil when it was not given and has none.
    func text(_ name: String) -> String? { values[name]?.last ?? option(name)?.standard }

    /// The text of an option that was declared as required.
    func requiredText(_ name: String) throws(UsageError) -> String {
        guard let text = text(name) else {
            throw UsageError("'\(command.name)' needs --\(name)")
        }
        return text
    }

    /// All texts of a repeatable option, also those between commas.
    func texts(_ name: String) -> [String] {
        (values[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// All texts of a repeatable option as they were given, commas included.
    func wholeTexts(_ name: String) -> [String] { values[name] ?? [] }

    /// The whole number of an option within its range; nil when there is none.
    func integer(_ name: String) throws(UsageError) -> Int? {
        guard let text = text(name) else { return nil }
        let option = option(name)
        guard let number = Int(text), option?.range?.contains(number) ?? true else {
            throw wrong(name, text, "a whole number" + (option?.rangeText.map { ", \($0)" } ?? ""))
        }
        return number
    }

    /// The whole number of an option that has a standard.
    func count(_ name: String) throws(UsageError) -> Int {
        guard let number = try integer(name) else {
            throw UsageError("'\(command.name)' needs --\(name)")
        }
        return number
    }

    /// The amount of an option.
    func money(_ name: String) throws(UsageError) -> Money? {
        guard let text = text(name) else { return nil }
        guard let amount = Money(text) else {
            throw wrong(name, text, "an amount with at most six decimals, e.g. 12.50")
        }
        return amount
    }

    /// The identifier of an option.
    func objectID(_ name: String) throws(UsageError) -> ObjectID? {
        guard let text = text(name) else { return nil }
        guard let id = ObjectID(text) else {
            if Secrecy.isSecret(text) { throw Self.secret(in: "--\(name)") }
            throw wrong(name, text, "24 hexadecimal digits")
        }
        return id
    }

    /// The identifier of an option that was declared as required.
    func requiredObjectID(_ name: String) throws(UsageError) -> ObjectID {
        guard let id = try objectID(name) else {
            throw UsageError("'\(command.name)' needs --\(name)")
        }
        return id
    }

    /// The moment of an option.
    func timestamp(_ name: String) throws(UsageError) -> Timestamp? {
        guard let text = text(name) else { return nil }
        guard let moment = Timestamp(iso8601: text) else {
            throw wrong(name, text, "a date and time with its zone, e.g. 2030-01-31T12:00:00Z")
        }
        return moment
    }

    /// The one of a few words that an option gives.
    func word<Word>(_ name: String) throws(UsageError) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        try word(name, among: Word.allCases.map(\.rawValue)).flatMap(Word.init)
    }

    /// The one of the given words that an option gives.
    func word(_ name: String, among words: [String]) throws(UsageError) -> String? {
        guard let text = text(name) else { return nil }
        guard words.contains(text) else {
            let hint = suggestion(for: text, among: words)
            throw wrong(name, text, "one of: \(words.joined(separator: ", "))\(hint)")
        }
        return text
    }

    /// The value by place; nil when it was left out.
    var optionalSubject: String? { argument }

    /// The value by place, as a text.
    func subjectText() throws(UsageError) -> String {
        guard let argument else { throw UsageError("'\(command.name)' needs a value") }
        return argument
    }

    /// The value by place, as an identifier.
    func subject() throws(UsageError) -> ObjectID {
        let text = try subjectText()
        guard let id = ObjectID(text) else {
            let name = command.argument?.placeholder ?? "the identifier"
            if Secrecy.isSecret(text) { throw Self.secret(in: name) }
            throw UsageError("\(name) is '\(text)'; it must be 24 hexadecimal digits")
        }
        return id
    }

    private static func secret(in name: String) -> UsageError {
        UsageError(
            "\(name) is a secret; it must be the token's identifier, 24 hexadecimal digits, which"
                + " `heliograph token list` prints"
        )
    }

    private func option(_ name: String) -> CommandOption? {
        command.allOptions.first { $0.name == name }
    }

    private func wrong(_ name: String, _ text: String, _ wanted: String) -> UsageError {
        UsageError("--\(name) is '\(text)'; it must be \(wanted)")
    }
}
