import Accounts
import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Host
import JSONCoding

/// `heliograph audience …` and `heliograph erase`.
enum AudienceCommands {
    static let commands = [show, lineage, rules, whatIf, erase]

    private static let project: CommandOption = .required("project", "UID", "the project")

    private static let show = Command(
        path: ["audience", "show"],
        summary: "Show a contact by id, unique value, phone number or e-mail address",
        argument: CommandArgument(placeholder: "ID", help: "the id or value"),
        options: [project]
    ) { arguments in
        let name = try arguments.subjectText()
        return try await withProject(arguments) { workspace, service, project in
            let contact = try await find(name, in: project, service)
            return .record(contact.fields)
        }
    }

    private static let lineage = Command(
        path: ["audience", "lineage"],
        summary: "Show where each value of a contact comes from",
        argument: CommandArgument(placeholder: "ID", help: "the contact's id"),
        options: [project]
    ) { arguments in
        let name = try arguments.subjectText()
        return try await withProject(arguments) { _, service, project in
            let contact = try await find(name, in: project, service)
            let lineage = try await service.contacts.lineage(of: contact.id, in: project.id)
            return .list(
                lineage.values.map(\.fields) + lineage.joins.map(\.fields)
                    + lineage.unjoined.map(\.fields)
            )
        }
    }

    private static let rules = Command(
        path: ["audience", "rules"],
        summary: "Show or set the merge rules of a project",
        options: [
            project,
            .value("set", "JSON", #"the new rules, e.g. {"mergeAttributes":["_email"]}"#),
        ]
    ) { arguments in
        let json = arguments.text("set")
        return try await withProject(arguments) { workspace, service, project in
            if let json {
                try await service.rules.replace(json, of: project, by: workspace.actor)
            }
            return .record([("rules", .string(try await service.rules.json(of: project.id)))])
        }
    }

    private static let whatIf = Command(
        path: ["audience", "what-if"],
        summary: "Preview the effect of other merge rules, without applying them",
        options: [project, .required("rules", "JSON", "the rules to try")]
    ) { arguments in
        let json = try arguments.requiredText("rules")
        return try await withProject(arguments) { _, service, project in
            let forecast = try await service.rules.forecast(json, in: project)
            return .record([
                ("peopleBefore", .integer(forecast.peopleBefore)),
                ("peopleAfter", .integer(forecast.peopleAfter)),
                ("changed", .integer(forecast.changed)),
                ("merges", .integer(forecast.merges)), ("splits", .integer(forecast.splits)),
                ("overMergedContacts", .integer(forecast.overMergedContacts)),
                ("crowdedValues", .integer(forecast.crowdedValues)),
                ("largest", .array(forecast.largest.map(\.printed))),
                ("sample", .array(forecast.sample.map(\.printed))),
            ])
        }
    }

    private static let erase = Command(
        path: ["erase"],
        summary: "Erase a person, verify it and print the receipt",
        argument: CommandArgument(placeholder: "ID", help: "the contact's id or a unique value"),
        options: [project]
    ) { arguments in
        let name = try arguments.subjectText()
        return try await withProject(arguments) { workspace, service, project in
            let contact = try await find(name, in: project, service)
            let receipt = try await service.actions.erase(
                contact.id,
                in: project.id,
                by: workspace.actor
            )
            return .record([
                ("receipt", .id(receipt.id)), ("audienceId", .string(receipt.audienceID)),
                ("contacts", .integer(receipt.contactsCount)),
                ("events", .integer(receipt.eventsCount)),
                ("quarantined", .integer(receipt.quarantinedCount)),
                ("actor", .string(receipt.actor)), ("at", .moment(receipt.at)),
            ])
        }
    }

    /// Lends the audience of the project that the arguments name.
    static func withProject(
        _ arguments: Arguments,
        patience: Duration = .zero,
        _ body: @Sendable (Workspace, AudienceServices, Project) async throws -> Output
    ) async throws -> Output {
        guard let uid = try arguments.objectID("project") else {
            throw UsageError("--project must be given")
        }
        return try await Workspace.with(arguments) { workspace in
            let project = try await workspace.accounts.project(uid)
            return try await workspace.withAudience(patience: patience) { service in
                try await body(workspace, service, project)
            }
        }
    }

    /// The contact that an id or a value leads to.
    private static func find(
        _ name: String,
        in project: Project,
        _ service: AudienceServices
    ) async throws -> AudienceContact {
        if let contact = try await contact(name, in: project, service) { return contact }
        var found = try await service.contacts.find(unique: name, in: project.id)
        found += try await service.contacts.find(email: name, in: project.id)
        found += try await service.contacts.find(phone: name, in: project.id)
        guard let first = found.first else { throw ServiceError.notFound("contact \(name)") }
        guard found.allSatisfy({ $0.id == first.id }) else {
            throw ServiceError.conflict("several contacts have \(name); name one by its id")
        }
        return first
    }

    private static func contact(
        _ id: String,
        in project: Project,
        _ service: AudienceServices
    ) async throws -> AudienceContact? {
        do {
            return try await service.contacts.find(id, in: project.id)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }
}

extension AudienceContact {
    fileprivate var fields: [Output.Field] {
        let values = values.sorted { $0.key < $1.key }.map { name, value in
            (name, PrintedValue.string(value.printed))
        }
        return [
            ("id", .string(id)), ("attributesData", .record(values)),
            ("audienceIds", .array(audienceIDs.map { .string($0) })),
            ("members", .array(members.map { .string($0.printed) })),
            ("overMerged", .bool(isOverMerged)), ("createdAt", .moment(createdAt)),
            ("updatedAt", .moment(updatedAt)),
        ]
    }
}

extension AttributeValue {
    fileprivate var printed: String {
        switch self {
        case .text(let text): return text
        case .date(let date): return date.iso8601
        case .moment(let moment): return moment.preciseISO8601
        default: break
        }
        var writer = JSONWriter()
        writer.attribute(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension SourceContactKey {
    fileprivate var printed: String { "\(dataSource)/\(userID)" }
}

extension AudienceLineage.ValueOrigin {
    fileprivate var fields: [Output.Field] {
        [
            ("attribute", .string(attribute)), ("value", .string(value.printed)),
            ("rule", .string(rule)), ("from", .array(sources.map(\.printed))),
            ("beaten", .array(beaten.map(\.printed))),
        ]
    }
}

extension AudienceLineage.ContactJoin {
    fileprivate var fields: [Output.Field] {
        [
            ("attribute", .string(attribute)), ("value", .string(value)),
            ("rule", .string("join")),
            ("from", .array([.string(left.printed), .string(right.printed)])),
            ("beaten", .array([])),
        ]
    }
}

extension AudienceLineage.IdleValue {
    fileprivate var fields: [Output.Field] {
        [
            ("attribute", .string(attribute)), ("value", .string(value)),
            ("rule", .string(reason)), ("from", .array([.string(contact.printed)])),
            ("beaten", .array([])),
        ]
    }
}

extension AudienceLineage.Statement {
    fileprivate var printed: PrintedValue {
        .string(
            "\(value.printed) (\(platformReason ?? contact?.printed ?? "computed"), \(at.iso8601))"
        )
    }
}

extension RuleForecast.Person {
    /// The most contacts of a person that are named.
    private static let mostPrinted = 10

    fileprivate var printed: PrintedValue {
        .record([
            ("id", .string(audienceID)), ("contacts", .integer(members.count)),
            ("members", .array(members.prefix(Self.mostPrinted).map { .string($0.printed) })),
        ])
    }
}
