import Attributes
import AudienceModel
import Essentials
import Filters

/// The attributes and event types of one project: the built-in ones and its own.
struct Catalogue: Sendable {
    private(set) var attributes: [String: Attribute] = [:]
    private(set) var eventTypes: [String: EventTypeDefinition] = [:]
    private(set) var parameters: [String: [String: ParameterDefinition]] = [:]
    /// The project's own entries, and those that change how built-in ones are shown.
    private(set) var entries: [CatalogueEntry.Key: CatalogueEntry] = [:]
    /// Identifies this state of the catalogue.
    var version = CatalogueVersion()
    /// What stored values must be converted to.
    private(set) var conversions = ValueConversions()
    private var customAttributes: [String] = []
    private var customTypes: [String] = []
    /// How many undeclared attributes and event types each data source has brought.
    private var broughtAttributes: [ObjectID: Int] = [:]
    private var broughtTypes: [ObjectID: Int] = [:]
    private let limits: AttributeLimits

    /// A definition and its origin; a class, so that a lookup copies nothing.
    final class Attribute: Sendable {
        let definition: AttributeDefinition
        /// Its entry; nil for a built-in one that nobody changed.
        let entry: CatalogueEntry?
        /// Its encoded key, shared by all contacts.
        var name: String { definition.uid }

        init(_ definition: AttributeDefinition, _ entry: CatalogueEntry? = nil) {
            self.definition = definition
            self.entry = entry
        }
    }

    /// Creates the catalogue of a project with the given entries of its own.
    init(_ entries: [CatalogueEntry], limits: AttributeLimits) {
        self.limits = limits
        for definition in KnownAttributes.all {
            attributes[definition.uid] = Attribute(definition)
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

    /// The same catalogue with other entries.
    func with(_ entries: [CatalogueEntry]) -> Catalogue { Catalogue(entries, limits: limits) }

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

    /// The key of an attribute, or of a parameter of an event type, whose type was guessed from
    /// data and so follows the data; nil for others.
    func guessed(_ name: String, of type: String?) -> CatalogueEntry.Key? {
        let key =
            type.map { CatalogueEntry.Key(.eventParameter, name, of: $0) }
            ?? CatalogueEntry.Key(.attribute, name)
        guard let entry = entries[key], !entry.flags.contains(.declared) else { return nil }
        return key
    }

    /// Adds an entry, unless its name is taken by another one.
    mutating func add(_ entry: CatalogueEntry) {
        let isAdded =
            switch entry.kind {
            case .attribute: addAttribute(entry)
            case .eventType: addType(entry)
            case .eventParameter: addParameter(entry)
            }
        guard isAdded else { return }
        entries[entry.key] = entry
        conversions.add(entry)
    }

    private mutating func addAttribute(_ entry: CatalogueEntry) -> Bool {
        if let known = KnownAttributes.definition(entry.uid) {
            attributes[entry.uid] = Attribute(known.shown(by: entry), entry)
            return true
        }
        guard attributes[entry.uid] == nil, let type = DataType(rawValue: entry.dataType) else {
            return false
        }
        let definition = AttributeDefinition.custom(entry.uid, type, multivalue: entry.mostValues)
        attributes[entry.uid] = Attribute(definition.shown(by: entry), entry)
        customAttributes.append(entry.uid)
        if let source = entry.bringer { broughtAttributes[source, default: 0] += 1 }
        return true
    }

    private mutating func addType(_ entry: CatalogueEntry) -> Bool {
        if let known = KnownEvents.definition(entry.uid) {
            eventTypes[entry.uid] = known.shown(by: entry)
            return true
        }
        guard eventTypes[entry.uid] == nil else { return false }
        eventTypes[entry.uid] = EventTypeDefinition(entry.uid, name: entry.uid).shown(by: entry)
        customTypes.append(entry.uid)
        if let source = entry.bringer { broughtTypes[source, default: 0] += 1 }
        return true
    }

    private mutating func addParameter(_ entry: CatalogueEntry) -> Bool {
        guard let type = DataType(rawValue: entry.dataType), eventTypes[entry.eventType] != nil
        else { return false }
        let known = KnownEvents.definition(entry.eventType)?.parameter(entry.uid)
        let isNew = parameters[entry.eventType]?[entry.uid] == nil
        guard isNew || known != nil else { return false }
        let definition =
            known
            ?? ParameterDefinition(entry.uid, title: entry.uid, type, multivalue: entry.mostValues)
        set(definition.shown(by: entry, isBuiltIn: known != nil), of: entry.eventType)
        return true
    }

    private mutating func set(_ definition: ParameterDefinition, of type: String) {
        let isNew = parameters[type, default: [:]].updateValue(definition, forKey: definition.name)
        if isNew == nil {
            eventTypes[type]?.parameters.append(definition)
        } else if let index = eventTypes[type]?.parameters.firstIndex(where: {
            $0.name == definition.name
        }) {
            eventTypes[type]?.parameters[index] = definition
        }
    }
}

// MARK: Limits

extension Catalogue {
    /// Why a data source can bring no more attributes, or nobody can declare more; nil if it can.
    func attributeRefusal(of source: ObjectID? = nil) -> String? {
        if customAttributes.count >= limits.customAttributes {
            return "The project has \(limits.customAttributes) custom attributes, the most"
        }
        let brought = source.map { broughtAttributes[$0, default: 0] } ?? 0
        guard brought >= limits.attributesPerSource else { return nil }
        return "The data source has brought \(brought) custom attributes, the most;"
            + " more must be declared"
    }

    /// Why a data source can bring no more event types, or nobody can declare more; nil if it can.
    func typeRefusal(of source: ObjectID? = nil) -> String? {
        if customTypes.count >= limits.customEventTypes {
            return "The project has \(limits.customEventTypes) custom event types, the most"
        }
        let brought = source.map { broughtTypes[$0, default: 0] } ?? 0
        guard brought >= limits.eventTypesPerSource else { return nil }
        return "The data source has brought \(brought) custom event types, the most;"
            + " more must be declared"
    }

    /// Why an event type can have no more parameters; nil if it can.
    func parameterRefusal(of type: String) -> String? {
        parameters[type, default: [:]].count < limits.parameters
            ? nil : "The event type has \(limits.parameters) parameters, the most"
    }

    /// Whether it is worth looking for names that no data uses any more.
    var isCrowded: Bool {
        2 * customAttributes.count > limits.customAttributes
            || 2 * customTypes.count > limits.customEventTypes
            || broughtAttributes.values.contains { 2 * $0 > limits.attributesPerSource }
            || broughtTypes.values.contains { 2 * $0 > limits.eventTypesPerSource }
            || parameters.values.contains { 2 * $0.count > limits.parameters }
    }
}
