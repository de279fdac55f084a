import Attributes
import AudienceModel
import JSONCoding

/// The meaning of the columns of a file; converts rows to items of a stream.
struct ColumnMap {
    /// Where the cells of a column go.
    enum Place: Hashable {
        /// A member of the item.
        case member(String)
        /// A parameter of the event.
        case parameter(String)
        /// An attribute of the contact that comes with the event.
        case userData(String)
    }

    /// The place of each column in file order; nil for an ignored one.
    private(set) var places: [Place?] = []
    /// Whether cells may contain JSON: lists, objects and points, as exports write them.
    private var holdsJSON: [Bool] = []
    /// The columns whose fields have no type yet, by index.
    private(set) var newNames: [(index: Int, column: String)] = []
    /// Columns without a field.
    private(set) var ignored: [String] = []
    /// The columns by their field, to name the column in an error.
    private var columns: [String: String] = [:]
    /// The names that the mapping renames.
    private let fields: [String: String]
    private let stream: RecordKind

    /// Creates the map of a file without a header row.
    init(_ plan: ImportPlan) {
        stream = plan.stream
        fields = Dictionary(plan.mapping.map { ($0.column, $0.name) }) { $1 }
        for target in plan.mapping where !target.field.isEmpty {
            columns[target.name] = target.column
        }
    }

    /// Resolves the meaning of the columns; throws their errors.
    init(_ plan: ImportPlan, columns names: [String], _ catalogue: Catalogue) throws(ColumnErrors) {
        self.init(plan)
        var errors = ColumnErrors()
        errors.checkNames(names, plan)
        for (index, name) in names.enumerated() {
            guard let field = field(of: name, catalogue, &errors) else {
                if fields[name] != "", !errors.has(name) {
                    ignored.append(name.isEmpty ? "#\(index + 1)" : name)
                }
                places.append(nil)
                holdsJSON.append(false)
                continue
            }
            let place = Place(field, of: stream)
            if let first = places.firstIndex(of: place) {
                errors.add(
                    name,
                    "mapping.doubled",
                    "Columns \(names[first]) and \(name) both lead to \(field)"
                )
            }
            columns[field] = name
            places.append(place)
            holdsJSON.append(place.holdsJSON(stream, catalogue))
            if place.isNew(stream, catalogue) { newNames.append((index, name)) }
        }
        for required in Self.required(stream) where !places.contains(.member(required)) {
            errors.add(
                required,
                "mapping.missing",
                "No column leads to \(required); map one, as COLUMN=\(required)"
            )
        }
        guard errors.list.isEmpty else { throw errors }
    }

    /// The column of a field, or the field itself if no column has it.
    func column(of field: String) -> String { columns[field] ?? field }

    private static func required(_ stream: RecordKind) -> [String] {
        stream == .contacts ? ["_user_id"] : ["_user_id", "_event_type"]
    }

    /// The field of a column; nil if it has none.
    private func field(
        of name: String,
        _ catalogue: Catalogue,
        _ errors: inout ColumnErrors
    ) -> String? {
        guard let chosen = fields[name] ?? fields[ImportPlan.ColumnTarget.wildcard] else {
            return isKnown(name, catalogue) ? name : nil
        }
        if chosen.isEmpty { return nil }
        guard chosen == ImportPlan.ColumnTarget.wildcard else { return chosen }
        if isKnown(name, catalogue) { return name }
        guard let made = AttributeName.made(from: name) else {
            errors.add(
                name,
                "mapping.name",
                "Column \(name) has no name that a field can have; map it, or ignore it with"
                    + " \(name)="
            )
            return nil
        }
        return stream == .events ? Place.parameterPrefix + made : made
    }

    private func isKnown(_ name: String, _ catalogue: Catalogue) -> Bool {
        switch stream {
        case .contacts: name == "_user_id" || catalogue.attributes[name] != nil
        case .events:
            ItemReader.members.contains(name) || ItemReader.campaign.contains(name)
                || Place.hasPrefix(name)
        }
    }
}

extension ColumnMap.Place {
    static let parameterPrefix = "_event_parameters."
    static let userDataPrefix = "_user_data."

    static func hasPrefix(_ field: String) -> Bool {
        field.hasPrefix(parameterPrefix) || field.hasPrefix(userDataPrefix)
    }

    init(_ field: String, of stream: RecordKind) {
        switch stream {
        case .events where field.hasPrefix(Self.parameterPrefix):
            self = .parameter(String(field.dropFirst(Self.parameterPrefix.count)))
        case .events where field.hasPrefix(Self.userDataPrefix):
            self = .userData(String(field.dropFirst(Self.userDataPrefix.count)))
        default: self = .member(field)
        }
    }

    /// Whether the name may get its type from the file; that of a parameter depends on the event.
    func isNew(_ stream: RecordKind, _ catalogue: Catalogue) -> Bool {
        switch (stream, self) {
        case (_, .parameter): true
        case (.events, .member): false
        case (_, .userData(let name)), (.contacts, .member(let name)):
            catalogue.attributes[name] == nil && !AttributeName.isReserved(name)
        }
    }

    /// Whether a cell that contains a list or an object as text is parsed here already.
    ///
    /// Coercion parses such texts for known attributes. A new name gets its type from the value,
    /// and objects of members are joined with columns for single members.
    func holdsJSON(_ stream: RecordKind, _ catalogue: Catalogue) -> Bool {
        switch (stream, self) {
        case (_, .parameter): return true
        case (.events, .member(let name)):
            return name == "_event_parameters" || name == "_user_data"
        case (_, .member(let name)), (_, .userData(let name)):
            return name != "_user_id" && catalogue.attributes[name] == nil
        }
    }
}

// MARK: Items

extension ColumnMap {
    /// The item of a row of cells; empty cells are omitted.
    func item(_ count: Int, _ cell: (Int) -> String?) -> JSONValue {
        var item = ItemParts(capacity: count)
        for index in 0..<min(count, places.count) {
            guard let place = places[index], let text = cell(index) else { continue }
            let structure = holdsJSON[index] ? JSONText.structure(text) : nil
            item.put(structure ?? .string(text), place)
        }
        return item.json
    }

    /// The item of a row that is an object, with its members renamed by the mapping.
    func item(_ object: JSONObject) -> JSONValue {
        guard !fields.isEmpty else { return .object(object) }
        var item = ItemParts(capacity: object.members.count)
        for member in object.members {
            let field = fields[member.name] ?? fields[ImportPlan.ColumnTarget.wildcard]
            switch field {
            case nil: item.put(member.value, .member(member.name))
            case ImportPlan.ColumnTarget.wildcard?:
                item.put(member.value, .member(named(member.name)))
            case ""?: continue
            case let field?: item.put(member.value, Place(field, of: stream))
            }
        }
        return item.json
    }
}

extension ColumnMap {
    /// The name of a member that keeps its name, made valid if it is an attribute's.
    private func named(_ name: String) -> String {
        guard stream == .contacts, !AttributeName.isValid(name) else { return name }
        return AttributeName.made(from: name) ?? name
    }
}

/// An item of a stream under construction.
private struct ItemParts {
    private var members: [JSONObject.Member] = []
    private var parameters: [JSONObject.Member] = []
    private var userData: [JSONObject.Member] = []

    init(capacity: Int) { members.reserveCapacity(capacity) }

    mutating func put(_ value: JSONValue, _ place: ColumnMap.Place) {
        switch place {
        case .member(let name): members.append(JSONObject.Member(name, value))
        case .parameter(let name): parameters.append(JSONObject.Member(name, value))
        case .userData(let name): userData.append(JSONObject.Member(name, value))
        }
    }

    var json: JSONValue {
        var members = members
        add(parameters, as: "_event_parameters", to: &members)
        add(userData, as: "_user_data", to: &members)
        return .object(JSONObject(members))
    }

    /// Adds a nested object, joined with one that came as a member.
    private func add(
        _ inner: [JSONObject.Member],
        as name: String,
        to members: inout [JSONObject.Member]
    ) {
        guard !inner.isEmpty else { return }
        var all = inner
        if let index = members.firstIndex(where: { $0.name == name }),
            case .object(let object) = members[index].value
        {
            all = object.members + inner
            members.remove(at: index)
        }
        members.append(JSONObject.Member(name, .object(JSONObject(all))))
    }
}
