import Attributes
import AudienceModel
import JSONCoding

/// What the columns of a file mean, and the items of a stream that rows become by it.
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

    /// The place of each column in the order of the file; nil for one that leads nowhere.
    private(set) var places: [Place?] = []
    /// Whether cells of a column may hold JSON: lists, objects and points, as exports write them.
    private var holdsJSON: [Bool] = []
    /// Columns that no field was found for.
    private(set) var ignored: [String] = []
    /// The columns by the fields that they feed, to name the column of an error.
    private var columns: [String: String] = [:]
    /// Which names were given another meaning.
    private let fields: [String: String]
    private let stream: QuarantinedItem.Stream

    /// Reads the choices for a file without a row of names.
    init(_ plan: ImportPlan) {
        stream = plan.stream
        fields = Dictionary(plan.mapping.map { ($0.column, $0.field) }) { $1 }
        for target in plan.mapping where !target.field.isEmpty {
            columns[target.field] = target.column
        }
    }

    /// Finds out what the columns mean; throws what is wrong with them.
    init(_ plan: ImportPlan, columns names: [String], _ catalogue: Catalogue) throws(ColumnErrors) {
        self.init(plan)
        var errors = ColumnErrors()
        errors.checkNames(names, plan)
        for (index, name) in names.enumerated() {
            guard let field = field(of: name, catalogue) else {
                if fields[name] != "" { ignored.append(name.isEmpty ? "#\(index + 1)" : name) }
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

    /// The column that feeds a field, or the field itself where none does.
    func column(of field: String) -> String { columns[field] ?? field }

    private static func required(_ stream: QuarantinedItem.Stream) -> [String] {
        stream == .contacts ? ["_user_id"] : ["_user_id", "_event_type"]
    }

    /// The field that a column feeds; nil when it feeds none.
    private func field(of name: String, _ catalogue: Catalogue) -> String? {
        guard let chosen = fields[name] ?? fields[ImportPlan.ColumnTarget.wildcard] else {
            return isKnown(name, catalogue) ? name : nil
        }
        if chosen.isEmpty { return nil }
        guard chosen == ImportPlan.ColumnTarget.wildcard else { return chosen }
        return isKnown(name, catalogue) || AttributeName.isValidCustom(name)
            ? (stream == .events && !isKnown(name, catalogue) ? Place.parameterPrefix + name : name)
            : nil
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

    init(_ field: String, of stream: QuarantinedItem.Stream) {
        switch stream {
        case .events where field.hasPrefix(Self.parameterPrefix):
            self = .parameter(String(field.dropFirst(Self.parameterPrefix.count)))
        case .events where field.hasPrefix(Self.userDataPrefix):
            self = .userData(String(field.dropFirst(Self.userDataPrefix.count)))
        default: self = .member(field)
        }
    }

    /// Whether the text of a cell is read here already, when it is that of a list or an object.
    ///
    /// The coercion reads such texts for attributes that are known. A new name gets its type from
    /// what is put there, and objects of members are joined with columns for single members.
    func holdsJSON(_ stream: QuarantinedItem.Stream, _ catalogue: Catalogue) -> Bool {
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
    /// The item of a row of cells; empty cells are left out.
    func item(_ count: Int, _ cell: (Int) -> String?) -> JSONValue {
        var item = ItemParts(capacity: count)
        for index in 0..<min(count, places.count) {
            guard let place = places[index], let text = cell(index) else { continue }
            let structure = holdsJSON[index] ? JSONText.structure(text) : nil
            item.put(structure ?? .string(text), place)
        }
        return item.json
    }

    /// The item of a row that is an object, with other names where those were chosen.
    func item(_ object: JSONObject) -> JSONValue {
        guard !fields.isEmpty else { return .object(object) }
        var item = ItemParts(capacity: object.members.count)
        for member in object.members {
            let field = fields[member.name] ?? fields[ImportPlan.ColumnTarget.wildcard]
            switch field {
            case nil, ImportPlan.ColumnTarget.wildcard?:
                item.put(member.value, .member(member.name))
            case ""?: continue
            case let field?: item.put(member.value, Place(field, of: stream))
            }
        }
        return item.json
    }
}

/// An item of a stream that is being put together.
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

    /// Adds an object of its own, joined with one that came as a member.
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
