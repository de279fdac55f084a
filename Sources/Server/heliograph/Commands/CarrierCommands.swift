import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph carrier …`.
enum CarrierCommands {
    static let commands = [list, show, add, set, pause, resume, check, remove]

    private static let subject = CommandArgument(
        placeholder: "NAME",
        help: "the carrier's name, e.g. simulator"
    )

    private static let settings: [CommandOption] = [
        .value("window", "COUNT", "unanswered hand-offs", range: CarrierSettings.windowRange),
        .value("rate", "COUNT", "hand-offs per second", range: CarrierSettings.rateRange),
        .values("option", "NAME=VALUE", "a connector option; NAME= removes it"),
    ]

    // MARK: Looking

    private static let list = Command(
        path: ["carrier", "list"],
        summary: "List carriers with their status"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            .list(
                try await workspace.operators.carriers.list().map { carrier in
                    carrier.settings.shortFields + carrier.statusFields
                }
            )
        }
    }

    private static let show = Command(
        path: ["carrier", "show"],
        summary: "Show a carrier with its options and status",
        argument: subject
    ) { arguments in
        let id = CarrierID(try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            let carrier = try await workspace.operators.carriers.carrier(id)
            return .record(carrier.settings.fields + carrier.statusFields)
        }
    }

    private static let check = Command(
        path: ["carrier", "check"],
        summary: "Bind to an SMPP carrier once, as a test",
        argument: subject
    ) { arguments in
        let id = CarrierID(try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            let results = try await workspace.operators.carriers.check(id)
            let isWell = results.allSatisfy(\.isBound)
            return .list(results.map(\.fields), isWell ? .success : .checkFailed)
        }
    }

    // MARK: Changing

    private static let add = Command(
        path: ["carrier", "add"],
        summary: "Add a carrier; a running server connects at once",
        argument: subject,
        options: [.required("type", "TYPE", "the kind, e.g. smpp")] + settings
    ) { arguments in
        let id = CarrierID(try arguments.subjectText())
        let kind = try arguments.requiredText("type")
        let change = try change(arguments)
        return try await Workspace.with(arguments) { workspace in
            let carrier = try await workspace.operators.carriers.add(
                id,
                kind: kind,
                change,
                by: workspace.actor
            )
            return .record(carrier.settings.fields)
        }
    }

    private static let set = Command(
        path: ["carrier", "set"],
        summary: "Change a carrier; other settings stay as they are",
        argument: subject,
        options: settings + [.flag("no-rate", "remove the rate limit")]
    ) { arguments in
        let change = try change(arguments)
        return try await alter(arguments) { carriers, id, actor throws(ServiceError) in
            try await carriers.update(id, change, by: actor)
        }
    }

    private static let pause = Command(
        path: ["carrier", "pause"],
        summary: "Pause a carrier; its messages wait or take another route",
        argument: subject
    ) { arguments in
        try await alter(arguments) { carriers, id, actor throws(ServiceError) in
            try await carriers.pause(id, by: actor)
        }
    }

    private static let resume = Command(
        path: ["carrier", "resume"],
        summary: "Resume a paused carrier",
        argument: subject
    ) { arguments in
        try await alter(arguments) { carriers, id, actor throws(ServiceError) in
            try await carriers.resume(id, by: actor)
        }
    }

    private static let remove = Command(
        path: ["carrier", "remove"],
        summary: "Remove a carrier that no route uses",
        argument: subject
    ) { arguments in
        let id = CarrierID(try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            try await workspace.operators.carriers.remove(id, by: workspace.actor)
            return .record([("name", .string(id.description)), ("removed", .bool(true))])
        }
    }

    private static func alter(
        _ arguments: Arguments,
        _ change:
            @Sendable (CarrierService, CarrierID, String) async throws(ServiceError)
            -> CarrierOverview
    ) async throws -> Output {
        let id = CarrierID(try arguments.subjectText())
        return try await Workspace.with(arguments) { workspace in
            let carrier = try await change(workspace.operators.carriers, id, workspace.actor)
            return .record(carrier.settings.fields)
        }
    }

    private static func change(_ arguments: Arguments) throws(UsageError) -> CarrierChange {
        var change = CarrierChange()
        change.window = try arguments.integer("window")
        if let rate = try arguments.integer("rate") {
            change.rate = .some(rate)
        }
        if arguments.has("no-rate") { change.rate = .some(nil) }
        for text in arguments.wholeTexts("option") {
            let pieces = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2, !pieces[0].isEmpty else {
                let name = pieces.first.map(String.init) ?? ""
                throw UsageError("--option is '\(name)'; it must be NAME=VALUE")
            }
            change.options.append((String(pieces[0]), String(pieces[1])))
        }
        return change
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

    fileprivate var fields: [Output.Field] {
        let shown = options.sorted { $0.key < $1.key }.map {
            ($0.key, PrintedValue.string($0.value))
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

extension CarrierOverview {
    fileprivate var statusFields: [Output.Field] {
        guard let status else {
            return [
                ("state", .string("no server")), ("inFlight", .null), ("queued", .null),
                ("submitted", .null), ("perSecond", .null), ("receipts", .null),
                ("throttled", .null), ("failed", .null), ("error", .null),
            ]
        }
        return [
            ("state", .string(settings.isPaused ? "paused" : status.state.rawValue)),
            ("inFlight", .integer(status.inFlight)), ("queued", .integer(status.queued)),
            ("submitted", .integer(status.submitted)),
            ("perSecond", .integer(status.submittedPerSecond)),
            ("receipts", .integer(status.receipts)), ("throttled", .integer(status.throttled)),
            ("failed", .integer(status.failed)), ("error", .text(status.lastError)),
        ]
    }
}
