import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding
import PhoneNumbers

/// Checks the items of one call and converts their values to the types of the catalogue.
///
/// New names are discovered on the way, and shared only with ``keepsDiscoveries``: a refused item
/// must not leave names behind. One reader serves one call and sees what earlier items of it
/// discovered.
struct ItemReader {
    let source: DataSource
    private var discovery: CatalogueDiscovery
    private let normalizer: ValueNormalizer
    let now: Timestamp
    let limits: AttributeLimits
    let coercion: ValueCoercion
    /// The catalogue including discovered names.
    var catalogue: Catalogue { discovery.catalogue }

    init(
        _ source: DataSource,
        _ shared: SharedCatalogue,
        now: Timestamp,
        zone: TimeZoneRules,
        limits: AttributeLimits
    ) {
        self.source = source
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
        let assignments = self.assignments(object, prefix: "", &errors)
        guard let userID, errors.isEmpty else { return (userID, .failure(errors)) }
        return (userID, .success(.contact(userID: userID, assignments)))
    }

    /// Reads the attributes among the members of an object.
    mutating func assignments(
        _ object: JSONObject,
        prefix: String,
        _ errors: inout ItemErrors
    ) -> [LogItem.Assignment] {
        var assignments: [LogItem.Assignment] = []
        assignments.reserveCapacity(object.members.count)
        for member in object.members where prefix.isEmpty == false || member.name != "_user_id" {
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
        guard !attribute.definition.flags.contains(.readonly) else { return nil }
        let incoming: IncomingValue
        do throws(CoercionError) {
            incoming = try coercion.incoming(
                member.value,
                as: attribute.definition.dataType,
                multivalue: attribute.definition.multivalue
            )
        } catch {
            throw IngestError(field, "value.\(error.code.rawValue)", error.message)
        }
        switch incoming {
        case .keep: return nil
        case .clear: return LogItem.Assignment(attribute: attribute.name, value: nil)
        case .set(let value):
            let normal = try normalizer.normalised(
                value,
                attribute.definition.visualType,
                field: field
            )
            return LogItem.Assignment(attribute: attribute.name, value: normal)
        }
    }

    /// The definition of a name, discovered if it is new; nil while its value gives no type.
    private mutating func attribute(
        _ member: JSONObject.Member,
        field: String
    ) throws(IngestError) -> Catalogue.Attribute? {
        if let known = catalogue.attributes[member.name] { return known }
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
        guard let guess = TypeGuess(member.value, limits: limits) else { return nil }
        let entry = CatalogueEntry(
            kind: .attribute,
            project: source.project,
            uid: member.name,
            dataType: guess.dataType.rawValue,
            mostValues: guess.isList ? limits.listLength : 1,
            dataSource: source.id,
            createdAt: now
        )
        let name = member.name
        let refusal = discover(
            entry,
            refusal: { $0.attributeRefusal },
            isKnown: { $0.attributes[name] != nil }
        )
        if let refusal {
            throw IngestError(field, "attribute.too_many", refusal)
        }
        return catalogue.attributes[name]
    }
}
