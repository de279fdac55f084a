import Attributes
import AudienceModel
import Essentials

/// The rules for a new import, before any content was sent.
struct ImportRules {
    private static let longestName = 255
    private static let fingerprintLengths = 1...128
    private static let delimiters: [Character] = [",", ";", "\t", "|"]

    /// The errors of a plan, by the names on the wire.
    static func errors(of plan: ImportPlan, _ catalogue: Catalogue) -> [FieldError] {
        var errors: [FieldError] = []
        if let size = plan.size, !(0...ImportLimits.contentBytes).contains(size) {
            errors.append(FieldError("size", Phrase.mustBe("0 to \(ImportLimits.contentBytes)")))
        }
        if let print = plan.fingerprint, !isPlain(print, fingerprintLengths) {
            errors.append(
                FieldError("fingerprint", Phrase.mustBe("1 to 128 plain ASCII characters"))
            )
        }
        if let delimiter = plan.delimiter {
            if plan.format != .csv {
                errors.append(FieldError("delimiter", "Only CSV has a delimiter"))
            } else if !delimiters.contains(delimiter) {
                errors.append(
                    FieldError("delimiter", Phrase.mustBe("a comma, a semicolon, a tab or |"))
                )
            }
        }
        return errors + mappingErrors(of: plan, catalogue)
    }

    private static func isPlain(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func mappingErrors(
        of plan: ImportPlan,
        _ catalogue: Catalogue
    ) -> [FieldError] {
        guard plan.mapping.count <= ImportLimits.columns else {
            return [
                FieldError("mapping", Phrase.mustHave("at most \(ImportLimits.columns) columns"))
            ]
        }
        var errors: [FieldError] = []
        var columns: Set<String> = []
        var fields: Set<String> = []
        for target in plan.mapping {
            let isName = (1...longestName).contains(target.column.unicodeScalars.count)
            guard isName, !target.column.contains("\0") else {
                errors.append(
                    FieldError("mapping", Phrase.mustHave("column names of 1 to 255 characters"))
                )
                continue
            }
            if !columns.insert(target.column).inserted {
                errors.append(FieldError("mapping", "Column \(target.column) is there twice"))
            }
            let isTold = target.field.isEmpty || target.field == ImportPlan.ColumnTarget.wildcard
            if isTold { continue }
            if target.column == ImportPlan.ColumnTarget.wildcard {
                errors.append(FieldError("mapping", "* leads to *, or to nothing"))
            } else if !fields.insert(target.name).inserted {
                errors.append(FieldError("mapping", "Two columns lead to \(target.name)"))
            } else if let advice = advice(on: target, plan.stream, catalogue) {
                errors.append(FieldError("mapping", advice))
            } else if let advice = advice(on: target.name, plan.stream, catalogue) {
                errors.append(FieldError("mapping", advice))
            }
        }
        return errors
    }

    /// Why a field cannot have the type of the mapping; nil if it can.
    private static func advice(
        on target: ImportPlan.ColumnTarget,
        _ stream: RecordKind,
        _ catalogue: Catalogue
    ) -> String? {
        guard let name = target.typeName else { return nil }
        guard let hint = TypeHint(name) else {
            return "The type of \(target.name.prefix(64)) must be one of \(TypeHint.words)"
        }
        let attribute: String
        switch (stream, ColumnMap.Place(target.name, of: stream)) {
        // The type of the event decides; a cell that does not fit is a problem of its row.
        case (_, .parameter): return nil
        case (.events, .member): return "\(target.name.prefix(64)) has its own type"
        case (_, .userData(let name)), (.contacts, .member(let name)): attribute = name
        }
        guard let known = catalogue.attributes[attribute]?.definition else { return nil }
        let isSame = known.dataType == hint.dataType && known.isList == hint.isList
        return isSame ? nil : "\(attribute) has the type \(known.dataType.rawValue) already"
    }

    /// Why a field cannot be the target of a column; nil if it can.
    private static func advice(
        on field: String,
        _ stream: RecordKind,
        _ catalogue: Catalogue
    ) -> String? {
        let isAttribute = { (name: String) in
            catalogue.attributes[name] != nil || AttributeName.isValidCustom(name)
        }
        switch (stream, ColumnMap.Place(field, of: stream)) {
        case (.contacts, .member(let name)):
            return name == "_user_id" || isAttribute(name)
                ? nil
                : "There is no attribute \(name.prefix(64)), and none can be made of that name"
        case (_, .userData(let name)):
            return isAttribute(name)
                ? nil
                : "There is no attribute \(name.prefix(64)), and none can be made of that name"
        case (_, .parameter(let name)):
            return AttributeName.isValid(name)
                ? nil : "A parameter's name has 1 to 64 letters, digits, _ and -"
        case (.events, .member(let name)):
            return ItemReader.members.contains(name) || ItemReader.campaign.contains(name)
                ? nil
                : "Events have no field \(name.prefix(64)); parameters are"
                    + " \(ColumnMap.Place.parameterPrefix)NAME"
        }
    }
}
