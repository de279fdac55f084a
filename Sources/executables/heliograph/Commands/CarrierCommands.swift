import Domain
import SQLStore

/// `heliograph carrier …`.
enum CarrierCommands {
    static let commands = [list, set, pause, resume]

    private static let subject = CommandArgument(
        placeholder: "NAME",
        help: "the operator's name for the carrier, as simulator"
    )

    private static let list = Command(
        path: ["carrier", "list"],
        summary: "List carriers with their settings"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            var carriers = try await workspace.store.carriers()
            if !carriers.contains(where: { $0.id == .simulator }) {
                carriers.append(CarrierSettings(id: .simulator))
            }
            return .list(carriers.map(\.fields))
        }
    }

    private static let set = Command(
        path: ["carrier", "set"],
        summary: "Change a carrier's settings; what is left out stays",
        argument: subject,
        options: [
            .value("window", "COUNT", "the most submissions without an answer, 1 to 100000"),
            .value("rate", "COUNT", "the most submissions a second"),
            .flag("no-rate", "submit as fast as the window allows"),
            .values("option", "NAME=VALUE", "an option of the connector; NAME= takes it away"),
        ]
    ) { arguments in
        let window = try arguments.integer("window", in: 1...100_000)
        let rate = try arguments.integer("rate", in: 1...1_000_000)
        let options = try pairs(arguments.texts("option"))
        return try await change(arguments, "carrier.set") { carrier in
            if let window { carrier.windowSize = window }
            if let rate { carrier.ratePerSecond = rate }
            if arguments.has("no-rate") { carrier.ratePerSecond = nil }
            for (name, value) in options { carrier.options[name] = value.isEmpty ? nil : value }
        }
    }

    private static let pause = Command(
        path: ["carrier", "pause"],
        summary: "Take a carrier out of service; its messages wait or go elsewhere",
        argument: subject
    ) { arguments in
        try await change(arguments, "carrier.pause") { $0.isPaused = true }
    }

    private static let resume = Command(
        path: ["carrier", "resume"],
        summary: "Take a carrier into service again",
        argument: subject
    ) { arguments in
        try await change(arguments, "carrier.resume") { $0.isPaused = false }
    }

    private static func change(
        _ arguments: Arguments,
        _ action: String,
        _ body: (inout CarrierSettings) -> Void
    ) async throws -> Output {
        let id = try CarrierID(checking: try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            var carrier = try await workspace.carrier(id)
            body(&carrier)
            let details = carrier.fields.dropFirst().map { "\($0.0)=\($0.1.plainText)" }
            let audit = workspace.audit(
                action,
                of: id.description,
                details.joined(separator: " ")
            )
            try await workspace.store.save(carrier, audit: audit)
            return .record(carrier.fields)
        }
    }

    private static func pairs(_ texts: [String]) throws(UsageError) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for text in texts {
            let pieces = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2, !pieces[0].isEmpty, text.utf8.count <= 200 else {
                throw UsageError("--option is '\(text)'; it must be NAME=VALUE, at most 200 long")
            }
            pairs.append((String(pieces[0]), String(pieces[1])))
        }
        return pairs
    }
}

extension CarrierID {
    /// Checks a name from the command line.
    init(checking name: String) throws(UsageError) {
        let isPlain = name.utf8.allSatisfy {
            (48...57).contains($0) || (97...122).contains($0) || (65...90).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
        guard (1...40).contains(name.utf8.count), isPlain else {
            throw UsageError(
                "the carrier is '\(name)'; its name must be 1 to 40 letters, digits, - _ ."
            )
        }
        self.init(name)
    }
}

extension CarrierSettings {
    fileprivate var fields: [Output.Field] {
        [
            ("name", .string(id.description)), ("window", .integer(windowSize)),
            ("rate", .integer(ratePerSecond)), ("paused", .bool(isPaused)),
            (
                "options",
                .record(options.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
        ]
    }
}

extension Workspace {
    /// The settings of a carrier that the server has; a route to any other would lead nowhere.
    func carrier(_ id: CarrierID) async throws(DomainError) -> CarrierSettings {
        if let known = try await store.carriers().first(where: { $0.id == id }) { return known }
        guard id == .simulator else { throw .notFound("carrier \(id); there is: simulator") }
        return CarrierSettings(id: id)
    }
}
