public import AccountsModel
import Attributes
import AudienceModel
public import Essentials
import Identity

/// The merge rules of projects.
public final class RulesService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// The merge rules of a project, as JSON.
    public func json(of project: ProjectID) async throws(ServiceError) -> String {
        let audience = try await context.directory.audience(of: project)
        return String(decoding: audience.rules.json, as: UTF8.self)
    }

    /// Replaces the merge rules of a project; merge attributes can be added and never removed.
    ///
    /// The audience is reloaded soon after; until then the old rules apply.
    public func replace(
        _ json: String,
        of project: Project,
        by actor: String
    ) async throws(ServiceError) {
        let audience = try await context.directory.audience(of: project.id)
        let rules = try checked(json, for: audience)
        try await context.store.saveAudienceRules(
            rules.json,
            of: project.id,
            audit: context.audit("audience.rules", of: "\(project.uid)", by: actor)
        )
        try await log.refresh(audience)
    }

    /// Predicts how other rules would merge the present audience; changes nothing.
    ///
    /// Reads all contacts: seconds for a million.
    public func forecast(
        _ json: String,
        in project: Project
    ) async throws(ServiceError) -> RuleForecast {
        let audience = try await log.loadedAudience(of: project.id)
        let rules = try checked(json, for: audience)
        var graph = IdentityGraph(rules: rules.merge, salt: audience.salt)
        var last: Int64 = 0
        while true {
            let rows = try await context.store.sourceContacts(
                of: project.id,
                after: last,
                limit: 2000
            )
            guard let end = rows.last else { break }
            last = end.number
            let sources = audience.sources
            _ = graph.apply(
                rows.compactMap { row -> ContactChange? in
                    sources.number(of: row.dataSource).flatMap { row.change($0, rules.merge) }
                }
            )
        }
        let impact = audience.memory.withReadLock { RuleImpact(from: $0.graph, to: graph) }
        return RuleForecast(impact, audience)
    }

    private func checked(
        _ json: String,
        for audience: ProjectAudience
    ) throws(ServiceError) -> AudienceRules {
        let rules = try AudienceRules(json: Array(json.utf8))
        let names = Set(rules.merge.attributes.map(\.name))
        for attribute in audience.rules.merge.attributes where !names.contains(attribute.name) {
            throw .invalid([
                FieldError(
                    "mergeAttributes",
                    "must keep \(attribute.name): a merge attribute cannot be removed"
                )
            ])
        }
        try checkNames(rules, for: audience)
        let catalogue = audience.catalogue.current
        for attribute in rules.merge.attributes {
            guard let known = catalogue.attributes[attribute.name] else {
                throw .invalid([
                    FieldError("mergeAttributes", "has \(attribute.name), which is no attribute")
                ])
            }
            guard known.definition.dataType.isTextual || known.definition.dataType.isNumeric else {
                throw .invalid([
                    FieldError(
                        "mergeAttributes",
                        "has \(attribute.name), which is neither text nor number"
                    )
                ])
            }
        }
        return rules
    }

    /// Refuses rules about data sources and attributes that do not exist.
    private func checkNames(
        _ rules: AudienceRules,
        for audience: ProjectAudience
    ) throws(ServiceError) {
        if case .some(let sequences) = rules.merge.authoritative {
            for sequence in sequences.sorted() {
                let number = UInt16(exactly: sequence.number)
                if let number, audience.sources.source(number) != nil { continue }
                let text = "has \(sequence.number), which is no data source's sequence"
                throw .invalid([FieldError("separateUserIDs", text)])
            }
        }
        let known = audience.catalogue.current.attributes
        for name in rules.attributes.keys.sorted() where known[name] == nil {
            throw .invalid([FieldError("consolidation", "has \(name), which is no attribute")])
        }
    }
}

extension SourceContactRecord {
    /// The contact in the form that merging takes; nil if it cannot be read and so is in no
    /// audience.
    fileprivate func change(_ source: UInt16, _ rules: MergeRules) -> ContactChange? {
        do throws(UnreadableContact) {
            return .upsert(
                ContactKey(source: DataSourceNumber(Int64(source)), userID: userID),
                number: number,
                values: try contact().mergeValues(rules)
            )
        } catch {
            return nil
        }
    }
}
