import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding

extension ItemReader {
    /// Reads an event, or returns all of its errors.
    mutating func event(
        _ json: JSONValue
    ) -> (
        userID: String?, Result<LogItem.LoggedEvent, ItemErrors>
    ) {
        guard case .object(let object) = json else {
            return (nil, .failure(ItemErrors(.notAnObject(json))))
        }
        var errors = ItemErrors()
        let userID = object.identifier("_user_id", &errors)
        let eventID = object.identifier("_event_id", &errors)
        let at = eventDate(object, &errors)
        let type = eventType(object, &errors)
        let contact = userData(object, &errors)
        if let userID, contact != nil { check(userID, &errors) }
        var parameters: [LogItem.Parameter] = []
        if let type { parameters = self.parameters(of: type, object, &errors) }
        refuseUnknown(object, &errors)
        guard let userID, let eventID, let type, errors.isEmpty else {
            return (userID, .failure(errors))
        }
        let event = LogItem.LoggedEvent(
            userID: userID,
            eventID: eventID,
            type: type,
            at: at,
            parameters: parameters,
            contact: contact
        )
        return (userID, .success(event))
    }

    static let members: Set = [
        "_user_id", "_event_id", "_event_type", "_event_date", "_event_parameters", "_user_data",
    ]
    /// Campaign parameters may be given beside the others.
    static let campaign: Set = [
        "utm-source", "utm-medium", "utm-campaign", "utm-term", "utm-content",
    ]

    private func refuseUnknown(_ object: JSONObject, _ errors: inout ItemErrors) {
        for member in object.members
        where !Self.members.contains(member.name) && !Self.campaign.contains(member.name) {
            errors.add(
                IngestError(
                    String(member.name.prefix(128)),
                    "field.unknown",
                    Phrase.unknown("field", "put parameters into _event_parameters")
                )
            )
        }
    }

    private func eventDate(_ object: JSONObject, _ errors: inout ItemErrors) -> Timestamp {
        guard let json = object["_event_date"], !json.isNull, json != .string("") else {
            return now
        }
        do throws(CoercionError) {
            guard case .moment(let moment) = try coercion.single(json, as: .datetime) else {
                return now
            }
            return moment
        } catch {
            errors.add(
                IngestError("_event_date", "value.\(error.code.rawValue)", error.message)
            )
            return now
        }
    }

    private mutating func userData(
        _ object: JSONObject,
        _ errors: inout ItemErrors
    ) -> [LogItem.Assignment]? {
        guard let data = object.object("_user_data", &errors) else { return nil }
        return assignments(data, prefix: "_user_data.", &errors)
    }

    private mutating func eventType(
        _ object: JSONObject,
        _ errors: inout ItemErrors
    ) -> String? {
        guard let name = object.identifier("_event_type", &errors) else { return nil }
        if let known = discovery.catalogue.eventTypes[name] {
            guard !known.isEnabled else { return known.uid }
            errors.add(
                IngestError("_event_type", "event_type.disabled", "Events of this type are refused")
            )
            return nil
        }
        guard AttributeName.isValidCustom(name) else {
            errors.add(
                IngestError(
                    "_event_type",
                    "event_type.name",
                    Phrase.mustBe(
                        "a name of 1 to 64 letters, digits, _ and -, not beginning with _"
                    )
                )
            )
            return nil
        }
        let entry = CatalogueEntry(
            kind: .eventType,
            project: source.project,
            uid: name,
            dataType: "",
            dataSource: source.id,
            createdAt: now
        )
        let source = source.id
        let refusal = discover(
            entry,
            refusal: { $0.typeRefusal(of: source) },
            isKnown: { $0.eventTypes[name] != nil }
        )
        if let refusal {
            errors.add(IngestError("_event_type", "event_type.too_many", refusal))
            return nil
        }
        return name
    }

    private mutating func parameters(
        of type: String,
        _ object: JSONObject,
        _ errors: inout ItemErrors
    ) -> [LogItem.Parameter] {
        var members = object.object("_event_parameters", &errors)?.members ?? []
        members += object.members.filter { Self.campaign.contains($0.name) }
        var parameters: [LogItem.Parameter] = []
        // A row that nobody filled in has no name.
        for member in members where !member.name.isEmpty {
            do throws(IngestError) {
                guard let value = try parameter(member, of: type) else { continue }
                parameters.removeAll { $0.name == member.name }
                parameters.append(LogItem.Parameter(name: member.name, value: value))
            } catch {
                errors.add(error)
            }
        }
        for definition in discovery.catalogue.parameters[type, default: [:]].values
        where definition.isRequired && !parameters.contains(where: { $0.name == definition.name }) {
            errors.add(
                IngestError(
                    "_event_parameters.\(definition.name)",
                    "field.missing",
                    Phrase.isRequired(by: "events of type \(type)")
                )
            )
        }
        return parameters
    }

    private mutating func parameter(
        _ member: JSONObject.Member,
        of type: String
    ) throws(IngestError) -> AttributeValue? {
        let field = "_event_parameters.\(member.name)"
        guard let definition = try definition(member, of: type, field: field),
            definition.isEnabled
        else { return nil }
        let incoming = try incoming(
            member.value,
            as: definition.dataType,
            multivalue: definition.multivalue,
            name: definition.name,
            of: type,
            field: field
        )
        guard case .set(let value) = incoming else { return nil }
        return value
    }

    private mutating func definition(
        _ member: JSONObject.Member,
        of type: String,
        field: String
    ) throws(IngestError) -> ParameterDefinition? {
        if let known = discovery.catalogue.parameters[type]?[member.name] { return known }
        guard AttributeName.isValid(member.name) else {
            throw IngestError(
                String(field.prefix(128)),
                "parameter.name",
                Phrase.mustBe("a name of 1 to 64 letters, digits, _ and -")
            )
        }
        guard let guess = guess(member.value, field) else { return nil }
        let entry = CatalogueEntry(
            kind: .eventParameter,
            project: source.project,
            eventType: type,
            uid: member.name,
            dataType: guess.dataType.rawValue,
            mostValues: guess.isList ? limits.listLength : 1,
            dataSource: source.id,
            createdAt: now
        )
        let name = member.name
        let refusal = discover(
            entry,
            refusal: { $0.parameterRefusal(of: type) },
            isKnown: { $0.parameters[type]?[name] != nil }
        )
        if let refusal {
            try refuseSurplus(IngestError(field, "parameter.too_many", refusal))
            return nil
        }
        return discovery.catalogue.parameters[type]?[name]
    }
}
