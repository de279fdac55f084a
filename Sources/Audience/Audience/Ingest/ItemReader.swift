import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity
import JSONCoding
import PhoneNumbers

/// Checks the items of one call and converts their values to the types of the catalogue.
///
/// New names are discovered on the way, and shared only with ``keepsDiscoveries``: a refused item
/// must not leave names behind. One reader serves one call and sees what earlier items of it
/// discovered.
struct ItemReader {
    let source: DataSource
    private(set) var discovery: CatalogueDiscovery
    private let normalizer: ValueNormalizer
    let now: Timestamp
    let limits: AttributeLimits
    let coercion: ValueCoercion
    private let rules: IntakeRules
    /// The types of new names that the sender said, by their fields.
    private let hints: [String: TypeHint]
    /// What was left out of the current item, which is accepted all the same.
    private(set) var notices: [IngestError] = []

    init(
        _ source: DataSource,
        _ shared: SharedCatalogue,
        now: Timestamp,
        zone: TimeZoneRules,
        limits: AttributeLimits,
        rules: IntakeRules,
        hints: [String: TypeHint] = [:]
    ) {
        self.source = source
        self.rules = rules
        self.hints = hints
        self.now = now
        self.limits = limits
        coercion = ValueCoercion(zone: zone, limits: limits)
        discovery = CatalogueDiscovery(shared)
        normalizer = ValueNormalizer(country: source.profile.defaultCountry)
    }

    /// Whether discovered names are shared.
    var keepsDiscoveries: Bool {
        get { discovery.isKept }
        set { discovery.isKept = newValue }
    }

    /// Drops discoveries that were not kept; returns whether there were any.
    mutating func forgetDiscoveries() -> Bool { discovery.forget() }

    /// Starts the next item.
    mutating func begin() { if !notices.isEmpty { notices = [] } }

    /// Refuses a name for which there is no room, or leaves it out if the project prefers that.
    mutating func refuseSurplus(_ error: IngestError) throws(IngestError) {
        guard rules.dropsSurplus else { throw error }
        if notices.count < ItemErrors.limit { notices.append(error) }
    }

    /// Adds a name to the catalogue; returns the reason if it cannot.
    mutating func discover(
        _ entry: CatalogueEntry,
        refusal: (Catalogue) -> String?,
        isKnown: (Catalogue) -> Bool
    ) -> String? {
        discovery.add(entry, refusal: refusal, isKnown: isKnown)
    }

    /// Reads a contact, or returns all of its errors.
    mutating func contact(_ json: JSONValue) -> (userID: String?, Result<LogItem, ItemErrors>) {
        guard case .object(let object) = json else {
            return (nil, .failure(ItemErrors(.notAnObject(json))))
        }
        var errors = ItemErrors()
        let userID = object.identifier("_user_id", &errors)
        if let userID { check(userID, &errors) }
        let assignments = self.assignments(object, prefix: "", &errors)
        guard let userID, errors.isEmpty else { return (userID, .failure(errors)) }
        return (userID, .success(.contact(userID: userID, assignments)))
    }

    /// Refuses placeholders, which would make one contact of many people.
    func check(_ userID: String, _ errors: inout ItemErrors) {
        guard let blocked = rules.blockedUserIDs, blocked.contains(userID) else { return }
        errors.add(
            IngestError(
                "_user_id",
                "user_id.placeholder",
                Phrase.mustBe("the identifier of one contact, not a placeholder")
            )
        )
    }

    /// Reads the attributes among the members of an object.
    mutating func assignments(
        _ object: JSONObject,
        prefix: String,
        _ errors: inout ItemErrors
    ) -> [LogItem.Assignment] {
        var assignments: [LogItem.Assignment] = []
        assignments.reserveCapacity(object.members.count)
        for member in object.members
        where !member.name.isEmpty && (!prefix.isEmpty || member.name != "_user_id") {
            do throws(IngestError) {
                guard let assignment = try assignment(member, prefix: prefix) else { continue }
                // Of members with the same name the last one counts.
                assignments.removeAll { $0.attribute == assignment.attribute }
                assignments.append(assignment)
            } catch {
                errors.add(error)
            }
        }
        return assignments
    }

    private mutating func assignment(
        _ member: JSONObject.Member,
        prefix: String
    ) throws(IngestError) -> LogItem.Assignment? {
        let field = prefix + member.name
        if !prefix.isEmpty, member.name == "_user_id" {
            throw IngestError(
                field,
                "field.unknown",
                Phrase.notAllowed("here; it belongs to the event")
            )
        }
        guard let attribute = try attribute(member, field: field) else { return nil }
        let definition = attribute.definition
        guard definition.flags.contains(.enabled), !definition.flags.contains(.readonly) else {
            return nil
        }
        let incoming = try incoming(
            member.value,
            as: definition.dataType,
            multivalue: definition.multivalue,
            name: attribute.name,
            field: field
        )
        switch incoming {
        case .keep: return nil
        case .clear: return LogItem.Assignment(attribute: attribute.name, value: nil)
        case .set(let value):
            let normal = try normalizer.normalised(
                value,
                definition.visualType,
                field: field
            )
            return LogItem.Assignment(attribute: attribute.name, value: normal)
        }
    }

    /// The effect of a value, whose entry gets a wider type if its type was guessed too narrow.
    mutating func incoming(
        _ json: JSONValue,
        as type: DataType,
        multivalue: Int,
        name: String,
        of eventType: String? = nil,
        field: String
    ) throws(IngestError) -> IncomingValue {
        do throws(CoercionError) {
            return try coercion.incoming(json, as: type, multivalue: multivalue)
        } catch {
            if let wider = type.wider, let key = discovery.catalogue.guessed(name, of: eventType) {
                do throws(CoercionError) {
                    let value = try coercion.incoming(json, as: wider, multivalue: multivalue)
                    discovery.widen(key, to: wider, at: now)
                    return value
                } catch {
                    // The error of the present type says more.
                }
            }
            throw IngestError(field, "value.\(error.code.rawValue)", error.message)
        }
    }

    /// The type of a new name: as the sender said, or as its first value looks.
    func guess(_ json: JSONValue, _ field: String) -> (dataType: DataType, isList: Bool)? {
        guard let guess = TypeGuess(json, limits: limits) else { return nil }
        if !hints.isEmpty, let hint = hints[field] { return (hint.dataType, hint.isList) }
        return (guess.dataType, guess.isList)
    }

    /// The definition of a name, discovered if it is new; nil while its value gives no type.
    private mutating func attribute(
        _ member: JSONObject.Member,
        field: String
    ) throws(IngestError) -> Catalogue.Attribute? {
        if let known = discovery.catalogue.attributes[member.name] { return known }
        guard !AttributeName.isReserved(member.name) else {
            throw IngestError(
                field,
                "attribute.unknown",
                Phrase.unknown("attribute", "names that begin with _ are reserved")
            )
        }
        guard AttributeName.isValidCustom(member.name) else {
            throw IngestError(
                field,
                "attribute.name",
                Phrase.mustBe("a name of 1 to 64 letters, digits, _ and -")
            )
        }
        guard let guess = guess(member.value, field) else { return nil }
        let entry = CatalogueEntry(
            kind: .attribute,
            project: source.project,
            uid: member.name,
            dataType: guess.dataType.rawValue,
            mostValues: guess.isList ? limits.listLength : 1,
            dataSource: source.id,
            createdAt: now
        )
        let (name, source) = (member.name, source.id)
        let refusal = discover(
            entry,
            refusal: { $0.attributeRefusal(of: source) },
            isKnown: { $0.attributes[name] != nil }
        )
        if let refusal {
            try refuseSurplus(IngestError(field, "attribute.too_many", refusal))
            return nil
        }
        return discovery.catalogue.attributes[name]
    }
}
