import Essentials
import Host
import MessagingModel
import SQLStore

/// `heliograph carrier …`.
enum CarrierCommands {
    static let commands = [list, show, add, set, pause, resume, check, remove]

    private static let subject = CommandArgument(
        placeholder: "NAME",
        help: "the operator's name for the carrier, as simulator"
    )

    private static let settings: [CommandOption] = [
        .value("window", "COUNT", "the most messages without a result, 1 to 100000"),
        .value("rate", "COUNT", "the most messages a second"),
        .values("option", "NAME=VALUE", "an option of the connector; NAME= takes it away"),
    ]

    // MARK: Looking

    private static let list = Command(
        path: ["carrier", "list"],
        summary: "List carriers with what the running server does with them"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            let statuses = try await workspace.store.routing.carrierStatuses()
            let now = workspace.clock.now
            return .list(
                try await workspace.allCarriers().map { carrier in
                    let status = statuses.first { $0.id == carrier.id }
                    return carrier.shortFields + status.fields(carrier, at: now)
                }
            )
        }
    }

    private static let show = Command(
        path: ["carrier", "show"],
        summary: "Show a carrier with its options and what the running server does with it",
        argument: subject
    ) { arguments in
        let id = try CarrierID(checking: try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            let carrier = try await workspace.carrier(id)
            let status = try await workspace.store.routing.carrierStatuses().first { $0.id == id }
            return .record(
                carrier.fields(workspace.carrierKinds)
                    + status.fields(carrier, at: workspace.clock.now)
            )
        }
    }

    private static let check = Command(
        path: ["carrier", "check"],
        summary: "Bind to an SMPP carrier once, send nothing, and say what happened",
        argument: subject
    ) { arguments in
        let id = try CarrierID(checking: try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            let carrier = try await workspace.carrier(id)
            let results = try await explaining {
                try await workspace.carrierKinds.kind(named: carrier.kind).check(carrier)
            }
            guard let results else {
                throw UsageError("\(id) is no SMPP carrier: there is nothing to connect to")
            }
            let isWell = results.allSatisfy(\.isBound)
            return .list(results.map(\.fields), isWell ? .success : .checkFailed)
        }
    }

    // MARK: Changing

    private static let add = Command(
        path: ["carrier", "add"],
        summary: "Add a carrier; a running server connects at once",
        argument: subject,
        options: [.required("type", "TYPE", "smpp")] + settings
    ) { arguments in
        let id = try CarrierID(checking: try arguments.subjectText())
        let change = try CarrierChange(arguments)
        return try await Workspace.with(arguments) { workspace in
            let kind = try kind(arguments, among: workspace.carrierKinds.all)
            guard try await workspace.allCarriers().allSatisfy({ $0.id != id }) else {
                throw ServiceError.conflict("there is a carrier \(id) already")
            }
            var carrier = CarrierSettings(id: id, kind: kind.name)
            change.apply(to: &carrier, of: kind)
            return try await workspace.save(carrier, "carrier.add")
        }
    }

    private static let set = Command(
        path: ["carrier", "set"],
        summary: "Change a carrier's settings; what is left out stays",
        argument: subject,
        options: settings + [.flag("no-rate", "submit as fast as the window allows")]
    ) { arguments in
        let change = try CarrierChange(arguments)
        return try await alter(arguments, "carrier.set") { change.apply(to: &$0, of: $1) }
    }

    private static let pause = Command(
        path: ["carrier", "pause"],
        summary: "Take a carrier out of service; its messages wait or go elsewhere",
        argument: subject
    ) { arguments in
        try await alter(arguments, "carrier.pause") { carrier, _ in carrier.isPaused = true }
    }

    private static let resume = Command(
        path: ["carrier", "resume"],
        summary: "Take a carrier into service again",
        argument: subject
    ) { arguments in
        try await alter(arguments, "carrier.resume") { carrier, _ in carrier.isPaused = false }
    }

    private static let remove = Command(
        path: ["carrier", "remove"],
        summary: "Remove a carrier that no route leads to; a running server disconnects",
        argument: subject
    ) { arguments in
        let id = try CarrierID(checking: try arguments.subjectText())
        guard id != .simulator else {
            throw UsageError("the simulator stays: messages of test tokens go there")
        }
        return try await Workspace.with(arguments) { workspace in
            let audit = workspace.audit("carrier.remove", of: id.description, "")
            try await workspace.store.routing.removeCarrier(id, audit: audit)
            return .record([("name", .string(id.description)), ("removed", .bool(true))])
        }
    }

    private static func alter(
        _ arguments: Arguments,
        _ action: String,
        _ body: (inout CarrierSettings, any CarrierKind) -> Void
    ) async throws -> Output {
        let id = try CarrierID(checking: try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            var carrier = try await workspace.carrier(id)
            let name = carrier.kind
            let kind = try await explaining { try workspace.carrierKinds.kind(named: name) }
            body(&carrier, kind)
            return try await workspace.save(carrier, action)
        }
    }

    /// The kind that `--type` names: one whose carriers can be added.
    private static func kind(
        _ arguments: Arguments,
        among kinds: [any CarrierKind]
    ) throws(UsageError) -> any CarrierKind {
        let name = try arguments.word("type", among: kinds.map(\.name.rawValue))
        let kind = kinds.first { $0.name.rawValue == name }
        guard let kind, kind.builtIn == nil else {
            let names = kinds.filter { $0.builtIn == nil }.map(\.name.rawValue)
            throw UsageError(
                "--type must be \(names.joined(separator: " or ")); there is one simulator"
            )
        }
        return kind
    }

    /// Runs a body, and turns wrong settings into a usage error.
    fileprivate static func explaining<Result>(
        _ body: () async throws -> Result
    ) async throws -> Result {
        do { return try await body() } catch CarrierError.invalidSettings(let reason) {
            throw UsageError(reason)
        }
    }
}

/// What a command changes about a carrier.
private struct CarrierChange: Sendable {
    private let window: Int?
    private let rate: Int?
    private let hasNoRate: Bool
    private let options: [(String, String)]

    init(_ arguments: Arguments) throws(UsageError) {
        window = try arguments.integer("window", in: 1...100_000)
        rate = try arguments.integer("rate", in: 1...1_000_000)
        hasNoRate = arguments.has("no-rate")
        var pairs: [(String, String)] = []
        for text in arguments.wholeTexts("option") {
            let pieces = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2, !pieces[0].isEmpty, text.utf8.count <= 1000 else {
                let name = pieces.first.map(String.init) ?? ""
                throw UsageError("--option '\(name)' must be NAME=VALUE, at most 1000 long")
            }
            pairs.append((String(pieces[0]), String(pieces[1])))
        }
        options = pairs
    }

    func apply(to carrier: inout CarrierSettings, of kind: any CarrierKind) {
        for (name, value) in options { carrier.options[name] = value.isEmpty ? nil : value }
        if let rate { carrier.ratePerSecond = rate }
        if hasNoRate { carrier.ratePerSecond = nil }
        if let window {
            carrier.windowSize = window
        } else if let window = kind.defaultWindow(for: carrier) {
            carrier.windowSize = window
        }
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
    fileprivate var shortFields: [Output.Field] {
        [
            ("name", .string(id.description)), ("type", .string(kind.rawValue)),
            ("window", .integer(windowSize)), ("rate", .integer(ratePerSecond)),
            ("paused", .bool(isPaused)),
        ]
    }

    /// All fields; options that are secret, or of an unknown kind, are hidden.
    fileprivate func fields(_ kinds: CarrierKinds) -> [Output.Field] {
        let kind = kinds.all.first { $0.name == self.kind }
        let shown = options.sorted { $0.key < $1.key }.map { name, value in
            let isSecret = kind?.isSecret(option: name) ?? true
            return (name, PrintedValue.string(isSecret ? "hidden" : value))
        }
        return shortFields + [("options", .record(shown))]
    }
}

extension CarrierConnectionCheck {
    fileprivate var fields: [Output.Field] {
        [
            ("bind", .string(mode)), ("bound", .bool(isBound)), ("server", .string(serverName)),
            ("version", .string(version)),
            ("milliseconds", .integer(Int(duration.inSeconds * 1000))),
            ("problem", .text(problem)),
        ]
    }
}

extension CarrierStatus? {
    /// After this time without news the server is not running.
    private static var freshness: Duration { .seconds(20) }

    fileprivate func fields(_ carrier: CarrierSettings, at now: Timestamp) -> [Output.Field] {
        guard let status = self, now - status.at < Self.freshness else {
            return [
                ("state", .string("no server")), ("inFlight", .null), ("queued", .null),
                ("submitted", .null), ("perSecond", .null), ("receipts", .null),
                ("throttled", .null), ("failed", .null), ("error", .null),
            ]
        }
        return [
            ("state", .string(carrier.isPaused ? "paused" : status.state.rawValue)),
            ("inFlight", .integer(status.inFlight)), ("queued", .integer(status.queued)),
            ("submitted", .integer(status.submitted)),
            ("perSecond", .integer(status.submittedPerSecond)),
            ("receipts", .integer(status.receipts)), ("throttled", .integer(status.throttled)),
            ("failed", .integer(status.failed)), ("error", .text(status.lastError)),
        ]
    }
}

extension Workspace {
    /// The kinds of carrier, for commands: they neither count nor log.
    var carrierKinds: CarrierKinds { CarrierKinds(clock: clock, ids: ids) }

    /// Every carrier that the server has.
    func allCarriers() async throws(ServiceError) -> [CarrierSettings] {
        try await carrierKinds.carriers(in: store.routing)
    }

    /// The settings of a carrier that the server has; a route to any other would lead nowhere.
    func carrier(_ id: CarrierID) async throws(ServiceError) -> CarrierSettings {
        let all = try await allCarriers()
        guard let known = all.first(where: { $0.id == id }) else {
            let names = all.map(\.id.description).joined(separator: ", ")
            throw .notFound("carrier \(id); there is: \(names)")
        }
        return known
    }

    /// Checks a carrier's options and keeps it.
    fileprivate func save(_ carrier: CarrierSettings, _ action: String) async throws -> Output {
        let kinds = carrierKinds
        try await CarrierCommands.explaining {
            try kinds.kind(named: carrier.kind).validate(carrier)
        }
        let fields = carrier.fields(kinds)
        let details = fields.dropFirst().map { "\($0.0)=\($0.1.plainText)" }
        let audit = audit(action, of: carrier.id.description, details.joined(separator: " "))
        try await store.routing.save(carrier, audit: audit)
        return .record(fields)
    }
}
