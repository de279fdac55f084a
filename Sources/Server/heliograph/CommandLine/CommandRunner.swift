import Essentials
import Host

/// Runs one command line from its words to its exit code.
struct CommandRunner: Sendable {
    private let commands: [Command]

    init(_ commands: [Command]) { self.commands = commands }

    /// Does what the words ask for, prints, and returns the exit code.
    func run(_ words: [String]) async -> Int32 {
        let asksJSON = words.contains("--json")
        do {
            switch try ArgumentParser(commands).parse(words) {
            case .help(let path):
                guard let help = HelpText.of(path, in: commands) else {
                    let name = path.joined(separator: " ")
                    throw UsageError("there is no command '\(name)'; try: heliograph --help")
                }
                StandardStreams.writeOutput(help + "\n")
            case .version:
                let version = Output.record([("version", .string(Version.text))])
                StandardStreams.writeOutput(
                    asksJSON ? version.json : "heliograph \(Version.text)\n"
                )
            case .run(let command, let words):
                let arguments = try arguments(of: command, words)
                let output = try await command.run(arguments)
                StandardStreams.writeOutput(asksJSON ? output.json : output.text)
                return output.exitCode.rawValue
            }
            return ExitCode.success.rawValue
        } catch {
            return report(error, asJSON: asksJSON)
        }
    }

    private func arguments(
        of command: Command,
        _ words: ArgumentParser.Words
    ) throws -> Arguments {
        let again: @Sendable () throws -> Arguments = { try arguments(of: command, words) }
        let environment = StandardStreams.environment
        let known = commands.flatMap(\.allOptions)
        let path = words.values["config"]?.last ?? environment["HELIOGRAPH_CONFIG"]
        guard let path, !path.isEmpty else {
            let settings = try Settings(environment: environment, known: known)
            return try Arguments(command, words, settings: settings, again: again)
        }
        let octets = try FileContents.read(path, atMost: Settings.longestFile)
        guard let octets else { throw UsageError("there is no configuration file '\(path)'") }
        let settings = try Settings(
            environment: environment,
            fileText: String(decoding: octets, as: UTF8.self),
            fileName: path,
            known: known
        )
        return try Arguments(command, words, settings: settings, again: again)
    }

    private func report(_ error: any Error, asJSON: Bool) -> Int32 {
        let code: ExitCode
        let message: String
        switch error {
        case let error as UsageError: (code, message) = (.usage, error.description)
        case let error as FileError: (code, message) = (.unavailable, error.description)
        case let error as StartError:
            (code, message) = (error.isConflict ? .conflict : .usage, error.description)
        case let error as ServiceError: (code, message) = (ExitCode(error), error.sentence)
        default: (code, message) = (.internalFault, "\(error)")
        }
        if asJSON {
            let fields: [Output.Field] = [
                ("message", .string(message)), ("code", .string("\(code)")),
            ]
            StandardStreams.writeError(
                PrintedValue.record([("error", .record(fields))]).json + "\n"
            )
        } else {
            StandardStreams.writeError("heliograph: \(message)\n")
        }
        return code.rawValue
    }
}

extension ServiceError {
    /// The error as a sentence for the person at the terminal.
    var sentence: String {
        switch self {
        case .notFound(let what): "there is no \(what)"
        case .invalid(let errors):
            errors.map { error in
                let first = error.message.prefix(1)
                let isWord = error.message.dropFirst().first?.isLowercase == true
                return "\(error.field): \(isWord ? first.lowercased() : String(first))"
                    + error.message.dropFirst()
            }.joined(separator: "; ")
        case .noFunds: "the balance is too low"
        case .forbidden(let reason): reason
        case .conflict(let what): what
        case .unavailable(let reason): Secrecy.masked(reason)
        case .notReady(let reason): reason
        case .overloaded(let reason): "\(reason); try again later"
        case .exhausted(let reason, _): "\(reason); try again later"
        case .cancelled: "it was cancelled"
        case .internalFault(let reason): "internal fault: \(reason)"
        }
    }
}
