import Attributes
import AudienceModel
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// The body of `POST /import`.
struct ImportRequest {
    let plan: ImportPlan
    /// Whether to import content that was imported before.
    let again: Bool

    private static let mappingRule = Phrase.mustBe(
        "an object whose values are field names or null"
    )

    private static let members = [
        "kind", "format", "mapping", "delimiter", "dryRun", "size", "fingerprint", "again",
    ]

    init(_ request: HTTPRequest) throws(ServiceError) {
        let object: JSONObject
        do { object = try RequestBody.object(request) } catch { throw ServiceError(error) }
        var fields = RequestFields(object)
        let stream: RecordKind? = fields.word("kind", isRequired: true)
        let format: RowFormat? = fields.word("format", isRequired: true)
        var plan = ImportPlan(stream ?? .contacts, format ?? .csv)
        if let text = fields.text("delimiter") {
            plan.delimiter = text.first
            if text.count != 1 { fields.refuse("delimiter", Phrase.mustBe("one character")) }
        }
        plan.mapping = ImportRequest.mapping(object["mapping"], &fields)
        plan.isDryRun = (fields.flag("dryRun") ?? false) || request.isDryRun
        plan.size = fields.integer("size", in: 0...ImportLimits.contentBytes)
        plan.fingerprint = fields.text("fingerprint")
        again = fields.flag("again") ?? false
        try request.refuseParameters(otherThan: ["_dryRun"])
        fields.refuseOthers(than: ImportRequest.members)
        try fields.check()
        self.plan = plan
    }

    private static func mapping(
        _ json: JSONValue?,
        _ fields: inout RequestFields
    ) -> [ImportPlan.ColumnTarget] {
        switch json {
        case nil, .null?: return []
        case .object(let object)?:
            var targets: [ImportPlan.ColumnTarget] = []
            for member in object.members {
                switch member.value {
                case .string(let field):
                    targets.append(ImportPlan.ColumnTarget(column: member.name, field: field))
                case .null: targets.append(ImportPlan.ColumnTarget(column: member.name, field: ""))
                default: fields.refuse("mapping", ImportRequest.mappingRule)
                }
            }
            return targets
        default:
            fields.refuse("mapping", ImportRequest.mappingRule)
            return []
        }
    }
}

extension RequestFields {
    /// One of a few words; nil when it is missing, null or invalid.
    fileprivate mutating func word<Word>(_ name: String, isRequired: Bool) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        guard let text = text(name, isRequired: isRequired) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
        refuse(name, Phrase.mustBe(words))
        return nil
    }
}
