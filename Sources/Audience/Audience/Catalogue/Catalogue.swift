import Attributes
import AudienceModel
import Essentials
import Filters

/// The attributes and event types of one project: the built-in ones and its own.
struct Catalogue: Sendable {
    private(set) var attributes: [String: Attribute] = [:]
    private(set) var eventTypes: [String: EventTypeDefinition] = [:]
    private(set) var parameters: [String: [String: ParameterDefinition]] = [:]
    private var customAttributes: [String] = []
    private var customTypes: [String] = []
    private let limits: AttributeLimits

    /// A definition and its origin; a class, so that a lookup copies nothing.
    final class Attribute: Sendable {
        let definition: AttributeDefinition
        let createdBy: ObjectID?
        let createdAt: Timestamp?
        /// Its encoded key, shared by all contacts.
        var name: String { definition.uid }

        init(_ definition: AttributeDefinition, createdBy: ObjectID?, createdAt: Timestamp?) {
            self.definition = definition
            self.createdBy = createdBy
            self.createdAt = createdAt
        }
    }

    /// Creates the catalogue of a project with the given entries of its own.
    init(_ entries: [CatalogueEntry], limits: AttributeLimits) {
        self.limits = limits
        for definition in KnownAttributes.all {
            attributes[definition.uid] = Attribute(definition, createdBy: nil, createdAt: nil)
        }
        for type in KnownEvents.all {
            eventTypes[type.uid] = type
            parameters[type.uid] = Dictionary(
                type.parameters.map { ($0.name, $0) }
            ) { first, _ in first }
        }
        let order: [CatalogueEntry.Kind] = [.attribute, .eventType, .eventParameter]
        for kind in order {
            for entry in entries.filter({ $0.kind == kind }).sorted(by: Catalogue.isEarlier) {
                add(entry)
            }
        }
    }

    private static func isEarlier(_ left: CatalogueEntry, _ right: CatalogueEntry) -> Bool {
        (left.createdAt, left.uid) < (right.createdAt, right.uid)
    }

    /// All attributes: the built-in ones in display order, then the project's own by age.
    var listedAttributes: [Attribute] {
        (KnownAttributes.all.map(\.uid) + customAttributes).compactMap { attributes[$0] }
    }

    /// All event types: the built-in ones in display order, then the project's own by age.
    var listedTypes: [EventTypeDefinition] {
        (KnownEvents.all.map(\.uid) + customTypes).compactMap { eventTypes[$0] }
    }

    /// What filters may use.
    var forFilters: FilterCatalogue {
        FilterCatalogue(
            attributes: attributes.values.map(\.definition),
            eventTypes: Array(eventTypes.values)
        )
    }

    /// Why the project can have no more attributes; nil if it can.
    var attributeRefusal: String? {
        customAttributes.count < limits.customAttributes
            ? nil : "The project has \(limits.customAttributes) custom attributes, the most"
    }

    /// Why the project can have no more event types; nil if it can.
    var typeRefusal: String? {
        customTypes.count < limits.customEventTypes
            ? nil : "The project has \(limits.customEventTypes) custom event types, the most"
    }

    /// Why an event type can have no more parameters; nil if it can.
    func parameterRefusal(of type: String) -> String? {
        parameters[type, default: [:]].count < limits.parameters
            ? nil : "The event type has \(limits.parameters) parameters, the most"
    }

    /// Adds an entry, unless its name is taken.
    mutating func add(_ entry: CatalogueEntry) {
        switch entry.kind {
        case .attribute: addAttribute(entry)
        case .eventType:
            guard eventTypes[entry.uid] == nil else { return }
            eventTypes[entry.uid] = EventTypeDefinition(entry.uid, name: entry.uid)
            customTypes.append(entry.uid)
        case .eventParameter: addParameter(entry)
        }
    }

    private mutating func addAttribute(_ entry: CatalogueEntry) {
        guard attributes[entry.uid] == nil, let type = DataType(rawValue: entry.dataType) else {
            return
        }
        attributes[entry.uid] = Attribute(
            .custom(entry.uid, type, multivalue: entry.mostValues),
            createdBy: entry.dataSource,
            createdAt: entry.createdAt
        )
        customAttributes.append(entry.uid)
    }

    private mutating func addParameter(_ entry: CatalogueEntry) {
        guard let type = DataType(rawValue: entry.dataType),
            parameters[entry.eventType]?[entry.uid] == nil, eventTypes[entry.eventType] != nil
        else { return }
        let definition = ParameterDefinition(
            entry.uid,
            title: entry.uid,
            type,
            multivalue: entry.mostValues
        )
        parameters[entry.eventType, default: [:]][entry.uid] = definition
        eventTypes[entry.eventType]?.parameters.append(definition)
    }
}
