import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding

/// Makes items fit the catalogue that changed after they were checked.
///
/// Between the check of a call and its place in the log, a name may be removed or get another
/// type. Values are converted to the present type, and a name that is gone comes back with the
/// type of its value: the data source sends it still.
struct CatalogueFit {
    private let shared: SharedCatalogue
    private let project: ProjectID
    private let now: Timestamp
    private let limits: AttributeLimits
    private var catalogue: Catalogue
    /// Names that came back, to be stored with the items.
    private(set) var discovered: [CatalogueEntry] = []

    init(
        _ shared: SharedCatalogue,
        of project: ProjectID,
        at now: Timestamp,
        limits: AttributeLimits = .standard
    ) {
        self.shared = shared
        self.project = project
        self.now = now
        self.limits = limits
        catalogue = shared.current
    }

    /// The entries, changed where they do not fit.
    mutating func fitting(_ entries: [LogEntry]) -> [LogEntry] {
        let generation = catalogue.version.generation
        guard entries.contains(where: { $0.generation != generation }) else { return entries }
        return entries.map { entry in
            guard entry.generation != generation else { return entry }
            return entry.with(entry.items.map { fitting($0, from: entry.dataSource) })
        }
    }

    private mutating func fitting(_ item: LogItem, from source: ObjectID?) -> LogItem {
        switch item {
        case .contact(let userID, let assignments):
            return .contact(userID: userID, fitting(assignments, from: source))
        case .event(let event):
            if catalogue.eventTypes[event.type] == nil {
                add(.init(.eventType, event.type), nil, from: source)
            }
            return .event(
                LogItem.LoggedEvent(
                    userID: event.userID,
                    eventID: event.eventID,
                    type: event.type,
                    at: event.at,
                    parameters: event.parameters.compactMap {
                        fitting($0, of: event.type, from: source)
                    },
                    contact: event.contact.map { fitting($0, from: source) }
                )
            )
        case .removal, .sourceRemoval, .action, .erasure, .nameRemoval: return item
        }
    }

    private mutating func fitting(
        _ assignments: [LogItem.Assignment],
        from source: ObjectID?
    ) -> [LogItem.Assignment] {
        assignments.compactMap { assignment in
            guard let value = assignment.value else { return assignment }
            let key = CatalogueEntry.Key(.attribute, assignment.attribute)
            guard let definition = catalogue.attributes[assignment.attribute]?.definition else {
                add(key, value, from: source)
                return assignment
            }
            let fit = fit(value, key, definition.dataType, definition.multivalue)
            return fit.map { LogItem.Assignment(attribute: assignment.attribute, value: $0) }
        }
    }

    private mutating func fitting(
        _ parameter: LogItem.Parameter,
        of type: String,
        from source: ObjectID?
    ) -> LogItem.Parameter? {
        let key = CatalogueEntry.Key(.eventParameter, parameter.name, of: type)
        guard let definition = catalogue.parameters[type]?[parameter.name] else {
            add(key, parameter.value, from: source)
            return parameter
        }
        let fit = fit(parameter.value, key, definition.dataType, definition.multivalue)
        return fit.map { LogItem.Parameter(name: parameter.name, value: $0) }
    }

    /// The value to store; nil if it does not fit.
    private func fit(
        _ value: AttributeValue,
        _ key: CatalogueEntry.Key,
        _ type: DataType,
        _ mostValues: Int
    ) -> AttributeValue? {
        if value.isOf(type) { return value }
        // Values under a name whose type has changed are converted when they are read.
        if catalogue.entries[key]?.flags.contains(.retyped) == true { return value }
        return value.converted(to: type, multivalue: mostValues)
    }

    private mutating func add(
        _ key: CatalogueEntry.Key,
        _ value: AttributeValue?,
        from source: ObjectID?
    ) {
        let entry = CatalogueEntry(
            kind: key.kind,
            project: project,
            eventType: key.eventType,
            uid: key.uid,
            dataType: value?.dataType.rawValue ?? "",
            mostValues: value?.isList == true ? limits.listLength : 1,
            dataSource: source,
            createdAt: now
        )
        let answer = shared.discover(
            entry,
            refusal: { _ in nil },
            isKnown: { $0.entries[key] != nil }
        )
        catalogue = answer.catalogue
        discovered.append(entry)
    }
}

extension LogEntry {
    /// The entry with other items.
    fileprivate func with(_ items: [LogItem]) -> LogEntry { LogEntry(self, items: items) }
}

extension AttributeValue {
    fileprivate var isList: Bool { if case .list = self { true } else { false } }

    /// The narrowest type that has the value.
    fileprivate var dataType: DataType {
        switch self {
        case .text(let text):
            ValueCoercion().accepts(.string(text), as: .string) ? .string : .text
        case .integer: .integer
        case .decimal: .decimal
        case .bool: .bool
        case .date: .date
        case .moment: .datetime
        case .coordinates: .coordinates
        case .payload: .payload
        case .list(let elements): elements.first?.dataType ?? .string
        }
    }
}
