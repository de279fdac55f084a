import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding

/// Makes the entry of an attribute, event type or parameter as a patch wants it.
struct SchemaEditor {
    private let catalogue: Catalogue
    private let project: ProjectID
    private let now: Timestamp
    private let limits = AttributeLimits.standard

    /// The most characters of a label.
    private static let longestLabel = 255

    init(_ catalogue: Catalogue, _ project: ProjectID, now: Timestamp) {
        self.catalogue = catalogue
        self.project = project
        self.now = now
    }

    /// The entry, and whether it is new.
    func entry(
        _ key: CatalogueEntry.Key,
        _ patch: SchemaPatch
    ) throws(ServiceError) -> (entry: CatalogueEntry, isNew: Bool) {
        try check(patch)
        let known = catalogue.entries[key]
        let isNew = known == nil && !key.isBuiltIn
        if isNew { try checkRoom(for: key) }
        var entry = known ?? fresh(key)
        try setType(of: &entry, patch, isNew: isNew)
        if let label = patch.label { entry.label = label }
        if let details = patch.details { entry.details = details }
        try setFlags(of: &entry, patch)
        entry.flags.insert(.declared)
        // Later than the version that it replaces, so that the store takes it.
        let next = Timestamp(microseconds: entry.updatedAt.microseconds + 1)
        entry.updatedAt = known == nil ? now : max(now, next)
        return (entry, isNew)
    }

    private func fresh(_ key: CatalogueEntry.Key) -> CatalogueEntry {
        var builtIn: (type: DataType, mostValues: Int)?
        switch key.kind {
        case .attribute:
            let known = KnownAttributes.definition(key.uid)
            builtIn = known.map { ($0.dataType, $0.multivalue) }
        case .eventType: break
        case .eventParameter:
            let known = KnownEvents.definition(key.eventType)?.parameter(key.uid)
            builtIn = known.map { ($0.dataType, $0.multivalue) }
        }
        return CatalogueEntry(
            kind: key.kind,
            project: project,
            eventType: key.eventType,
            uid: key.uid,
            dataType: builtIn?.type.rawValue ?? "",
            mostValues: builtIn?.mostValues ?? 1,
            dataSource: nil,
            createdAt: now
        )
    }

    // MARK: Rules

    private func check(_ patch: SchemaPatch) throws(ServiceError) {
        if let label = patch.label {
            let isPlain = label.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard label.unicodeScalars.count <= Self.longestLabel, isPlain else {
                throw .invalid([
                    FieldError("label", Phrase.mustHave("at most 255 plain characters"))
                ])
            }
        }
        if let details = patch.details {
            guard ValueCoercion().accepts(.string(details), as: .text) else {
                throw .invalid([
                    FieldError("description", Phrase.mustHave("at most 4000 characters"))
                ])
            }
        }
    }

    private func checkRoom(for key: CatalogueEntry.Key) throws(ServiceError) {
        let isValid =
            key.kind == .eventParameter
            ? AttributeName.isValid(key.uid) : AttributeName.isValidCustom(key.uid)
        guard isValid else {
            throw .invalid([
                FieldError(
                    "uid",
                    Phrase.mustBe("1 to 64 letters, digits, _ and -, not beginning with _")
                )
            ])
        }
        let refusal: String?
        switch key.kind {
        case .attribute: refusal = catalogue.attributeRefusal()
        case .eventType: refusal = catalogue.typeRefusal()
        case .eventParameter:
            guard catalogue.eventTypes[key.eventType] != nil else {
                throw .notFound("event type \(key.eventType)")
            }
            refusal = catalogue.parameterRefusal(of: key.eventType)
        }
        if let refusal { throw .conflict(refusal) }
    }

    private func setType(
        of entry: inout CatalogueEntry,
        _ patch: SchemaPatch,
        isNew: Bool
    ) throws(ServiceError) {
        guard entry.kind != .eventType else {
            guard patch.dataType == nil, patch.mostValues == nil else {
                throw .invalid([FieldError("dataType", Phrase.notAllowed("for an event type"))])
            }
            return
        }
        let old = (entry.dataType, entry.mostValues)
        if let name = patch.dataType ?? (isNew ? "" : nil) {
            guard let type = DataType(rawValue: name) else {
                let names = DataType.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid([FieldError("dataType", Phrase.mustBe("one of \(names)"))])
            }
            entry.dataType = type.rawValue
        }
        if let most = patch.mostValues {
            guard (1...limits.listLength).contains(most) else {
                throw .invalid([
                    FieldError("multivalue", Phrase.mustBe(1...limits.listLength))
                ])
            }
            entry.mostValues = most
        }
        guard !isNew, (entry.dataType, entry.mostValues) != old else { return }
        guard !entry.key.isBuiltIn else {
            throw .conflict("The type of \(entry.key.path) is built in")
        }
        let types = [entry.dataType, old.0].compactMap(DataType.init)
        let areTexts = types.allSatisfy(\.isTextual)
        if !areTexts || (entry.mostValues > 1) != (old.1 > 1) { entry.flags.insert(.retyped) }
    }

    private func setFlags(
        of entry: inout CatalogueEntry,
        _ patch: SchemaPatch
    ) throws(ServiceError) {
        if patch.isEnabled == false, entry.kind == .attribute, entry.uid == "_user_id" {
            throw .conflict("_user_id cannot be disabled: it names the contact")
        }
        if patch.isRequired != nil, entry.kind != .eventParameter || entry.key.isBuiltIn {
            throw .invalid([
                FieldError("required", Phrase.notAllowed("except for a parameter of your own"))
            ])
        }
        entry.flags.set(.hidden, patch.isVisible.map { !$0 })
        entry.flags.set(.disabled, patch.isEnabled.map { !$0 })
        entry.flags.set(.important, patch.isImportant)
        entry.flags.set(.required, patch.isRequired)
    }
}

extension CatalogueEntry.Flags {
    fileprivate mutating func set(_ flag: CatalogueEntry.Flags, _ isSet: Bool?) {
        guard let isSet else { return }
        if isSet { insert(flag) } else { remove(flag) }
    }
}
