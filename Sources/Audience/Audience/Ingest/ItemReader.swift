import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding
import PhoneNumbers

/// Checks the items of one call and gives their values the types of the catalogue.
///
/// Names that are new to the project are discovered on the way, and shared only with
/// ``keepsDiscoveries``: a refused item must not leave names behind. One reader serves one call; it
/// sees what earlier items of the call discovered.
struct ItemReader {
    let source: DataSource
    private let shared: SharedCatalogue
    /// Where discoveries are that are not kept.
    private var draft: SharedCatalogue?
    /// Whether what is discovered stays.
    var keepsDiscoveries = false
    let now: Timestamp
    let limits: AttributeLimits
    let coercion: ValueCoercion
    var catalogue: Catalogue

    init(
        _ source: DataSource,
        _ shared: SharedCatalogue,
        now: Timestamp,
        zone: TimeZoneRules,
        limits: AttributeLimits
    ) {
        self.source = source
        self.shared = shared
        self.now = now
        self.limits = limits
        coercion = ValueCoercion(zone: zone, limits: limits)
        catalogue = shared.current
    }

    /// Forgets discoveries that were not kept; says whether there were any.
    mutating func forgetDiscoveries() -> Bool {
        guard draft != nil else { return false }
        draft = nil
        catalogue = shared.current
        return true
    }

    /// Adds a name to the catalogue; says why it cannot be added.
    mutating func discover(
        _ entry: CatalogueEntry,
        refusal: (Catalogue) -> String?,
        isKnown: (Catalogue) -> Bool
    ) -> String? {
        if !keepsDiscoveries, draft == nil { draft = shared.scratch() }
        let place = keepsDiscoveries ? shared : draft ?? shared
        let answer = place.discover(entry, refusal: refusal, isKnown: isKnown)
        catalogue = answer.catalogue
        return answer.refusal
    }

    /// The most characters of a user id or an event id.
    static let longestID = 255

    /// Reads a contact; the errors say all that is wrong with it.
    mutating func contact(_ json: JSONValue) -> (userID: String?, Result<LogItem, ItemErrors>) {
        guard case .object(let object) = json else {
            return (nil, .failure(ItemErrors(.notAnObject(json))))
        }
        var errors = ItemErrors()
        let userID = identifier("_user_id", of: object, &errors)
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
                // Of members with one name the last counts.
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
            let normal = try normalised(value, attribute.definition.visualType, field: field)
            return LogItem.Assignment(attribute: attribute.name, value: normal)
        }
    }

    /// The definition of a name, which is made when the name is new; nil when nothing is said yet.
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

    /// A required identifier: a text, or a number that is taken as one.
    func identifier(
        _ name: String,
        of object: JSONObject,
        _ errors: inout ItemErrors
    ) -> String? {
        let text: String
        switch object[name] {
        case .string(let string): text = string
        case .integer(let number): text = String(number)
        case nil, .null:
            errors.add(IngestError(name, "field.missing", Phrase.isRequired))
            return nil
        case let other?:
            errors.add(
                IngestError(
                    name,
                    "value.wrong_type",
                    Phrase.mustBe("a string", not: other.typeName)
                )
            )
            return nil
        }
        guard text.utf8.count <= Self.longestID * 4,
            text.utf8.count <= Self.longestID || text.unicodeScalars.count <= Self.longestID
        else {
            errors.add(
                IngestError(name, "value.too_long", Phrase.mustHave("at most 255 characters"))
            )
            return nil
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            errors.add(
                IngestError(
                    name,
                    "value.control_character",
                    Phrase.mustNotContain("control characters")
                )
            )
            return nil
        }
        // White space names nobody, and no link or look-up could hold such an identifier.
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            errors.add(IngestError(name, "field.missing", Phrase.mustNotBe("empty")))
            return nil
        }
        return text
    }

    /// A member that should be an object, or its text; nil when nothing is said.
    ///
    /// A cell of a table can hold an object as its text only, and is empty when it holds none.
    func object(
        _ name: String,
        of object: JSONObject,
        _ errors: inout ItemErrors
    ) -> JSONObject? {
        switch object[name] {
        case nil, .null, .string("")?: return nil
        case .object(let object)?: return object
        case .string(let text)?:
            if let object = JSONText.object(text) { return object }
        default: break
        }
        let type = object[name]?.typeName ?? ""
        errors.add(IngestError(name, "value.wrong_type", Phrase.mustBe("an object", not: type)))
        return nil
    }
}

// MARK: Values with a form of their own

extension ItemReader {
    /// A value in the form in which it is compared.
    private func normalised(
        _ value: AttributeValue,
        _ type: VisualType,
        field: String
    ) throws(IngestError) -> AttributeValue {
        switch (type, value) {
        case (.email, .text(let text)):
            guard let address = EmailAddress.normalized(text) else {
                throw IngestError(
                    field,
                    "email.invalid",
                    Phrase.mustBe("an email address, e.g. ana@example.com")
                )
            }
            return .text(address)
        case (.phone, .text(let text)):
            guard let number = PhoneText.e164(text, country: source.profile.defaultCountry) else {
                throw IngestError(field, "phone.invalid", phoneAdvice)
            }
            return .text(number)
        case (.country, .text(let text)):
            guard let country = Country(code: text.uppercased()) else {
                throw IngestError(
                    field,
                    "country.invalid",
                    Phrase.mustBe("an ISO 3166 code of two letters, e.g. ES")
                )
            }
            return .text(country.code)
        default: return value
        }
    }

    private var phoneAdvice: String {
        guard let country = source.profile.defaultCountry else {
            return Phrase.mustBe(
                "a phone number with its country code, e.g. +34600000000;"
                    + " the data source has no default country"
            )
        }
        return Phrase.mustBe("a phone number of \(country), or one with its country code")
    }
}

/// Phone numbers as they are stored and compared.
enum PhoneText {
    /// The number in E.164 with its plus sign; nil when it cannot be one.
    ///
    /// Only what is not in E.164 already is given to libphonenumber, which takes a hundred times
    /// as long.
    static func e164(_ text: String, country: String?) -> String? {
        if text.utf8.first == UInt8(ascii: "+"), let number = E164Number(text), number.isPossible {
            return number.description
        }
        do throws(PhoneNumberError) {
            let parsed = try PhoneNumber.parse(text, defaultCountry: country)
            return parsed.isPossible ? parsed.number.description : nil
        } catch {
            return nil
        }
    }
}

/// What is wrong with an item, first things first.
struct ItemErrors: Error, Hashable {
    /// So many are told; more would not help anybody.
    private static let most = 20

    private(set) var list: [IngestError] = []

    init() {}

    init(_ error: IngestError) { list = [error] }

    var isEmpty: Bool { list.isEmpty }

    mutating func add(_ error: IngestError) {
        if list.count < ItemErrors.most { list.append(error) }
    }
}

extension IngestError {
    static func notAnObject(_ json: JSONValue) -> IngestError {
        IngestError("", "item.wrong_type", Phrase.mustBe("an object", not: json.typeName))
    }
}
