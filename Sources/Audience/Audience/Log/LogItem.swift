import Attributes
import AudienceModel
import Essentials

/// One item of the ingest log, checked and typed: applying it needs no further checks.
enum LogItem: Sendable, Hashable {
    /// Values of a data source's contact, which is created if it does not exist.
    case contact(userID: String, [Assignment])
    /// An event of a contact of the data source.
    case event(LoggedEvent)
    /// A contact is removed from its data source.
    case removal(userID: String)
    /// The data source is deleted, and all of its contacts are removed.
    case sourceRemoval
    /// An action of the platform on a person.
    case action(ContactAction)
    /// A person is erased.
    case erasure(audienceID: String, actor: String)
    /// Everything stored under the name of an attribute, event type or parameter is removed.
    case nameRemoval(CatalogueEntry.Key)

    /// The effect of an item on one attribute.
    struct Assignment: Sendable, Hashable {
        let attribute: String
        /// Nil clears the attribute.
        let value: AttributeValue?
    }

    /// An event with the values of the contact that it brings.
    struct LoggedEvent: Sendable, Hashable {
        let userID: String
        let eventID: String
        let type: String
        let at: Timestamp
        let parameters: [Parameter]
        /// Nil if there are none; then the contact must exist.
        let contact: [Assignment]?
    }

    /// A parameter of an event.
    struct Parameter: Sendable, Hashable {
        let name: String
        let value: AttributeValue
    }
}

extension LogItem {
    /// Encodes items for ``decode(_:)``.
    static func encode(_ items: [LogItem]) -> [UInt8] {
        var encoder = ValueEncoder(capacity: 64 + items.count * 160)
        encoder.unsigned(UInt64(items.count))
        for item in items { encoder.item(item) }
        return encoder.bytes
    }

    /// Decodes what ``encode(_:)`` wrote.
    static func decode(_ bytes: [UInt8]) throws(ValueDecodingError) -> [LogItem] {
        var decoder = try ValueDecoder(bytes)
        let count = try decoder.unsigned()
        guard count <= UInt64(bytes.count) else { throw .truncated }
        var items: [LogItem] = []
        items.reserveCapacity(Int(count))
        for _ in 0..<count { items.append(try decoder.item()) }
        return items
    }
}

extension ValueEncoder {
    fileprivate mutating func item(_ item: LogItem) {
        switch item {
        case .contact(let userID, let assignments):
            unsigned(0)
            text(userID)
            self.assignments(assignments)
        case .event(let event):
            unsigned(1)
            self.event(event)
        case .removal(let userID):
            unsigned(2)
            text(userID)
        case .sourceRemoval: unsigned(3)
        case .action(let action):
            unsigned(4)
            self.action(action)
        case .erasure(let audienceID, let actor):
            unsigned(5)
            text(audienceID)
            text(actor)
        case .nameRemoval(let key):
            unsigned(8)
            text(key.kind.rawValue)
            text(key.eventType)
            text(key.uid)
        }
    }

    private mutating func assignments(_ assignments: [LogItem.Assignment]) {
        unsigned(UInt64(assignments.count))
        for assignment in assignments {
            text(assignment.attribute)
            optional(assignment.value) { $0.value($1) }
        }
    }

    private mutating func event(_ event: LogItem.LoggedEvent) {
        text(event.userID)
        text(event.eventID)
        text(event.type)
        moment(event.at)
        parameters(event.parameters)
        optional(event.contact) { $0.assignments($1) }
    }

    /// Writes the parameters of an event in the form in which they are also stored with it.
    mutating func parameters(_ parameters: [LogItem.Parameter]) {
        unsigned(UInt64(parameters.count))
        for parameter in parameters {
            text(parameter.name)
            value(parameter.value)
        }
    }

    private mutating func action(_ action: ContactAction) {
        text(action.kind.rawValue)
        text(action.audienceID)
        optional(action.reason) { $0.text($1) }
        unsigned(UInt64(action.origin.count))
        for (name, value) in action.origin.sorted(by: { $0.key < $1.key }) {
            text(name)
            text(value)
        }
        text(action.actor)
    }

    mutating func optional<Value>(
        _ value: Value?,
        _ write: (inout ValueEncoder, Value) -> Void
    ) {
        guard let value else { return unsigned(0) }
        unsigned(1)
        write(&self, value)
    }
}

extension ValueDecoder {
    fileprivate mutating func item() throws(ValueDecodingError) -> LogItem {
        let start = offset
        switch try unsigned() {
        case 0: return .contact(userID: try text(), try assignments())
        case 1: return .event(try event())
        case 2: return .removal(userID: try text())
        case 3: return .sourceRemoval
        case 4: return .action(try action())
        case 5: return .erasure(audienceID: try text(), actor: try text())
        case 8: return .nameRemoval(try catalogueKey())
        default: throw .malformed(offset: start)
        }
    }

    private mutating func catalogueKey() throws(ValueDecodingError) -> CatalogueEntry.Key {
        let start = offset
        guard let kind = CatalogueEntry.Kind(rawValue: try text()) else {
            throw .malformed(offset: start)
        }
        let eventType = try text()
        return CatalogueEntry.Key(kind, try text(), of: eventType)
    }

    private mutating func assignments() throws(ValueDecodingError) -> [LogItem.Assignment] {
        let count = try unsigned()
        var assignments: [LogItem.Assignment] = []
        for _ in 0..<count {
            let attribute = try text()
            let value = try isPresent() ? try value() : nil
            assignments.append(LogItem.Assignment(attribute: attribute, value: value))
        }
        return assignments
    }

    private mutating func event() throws(ValueDecodingError) -> LogItem.LoggedEvent {
        LogItem.LoggedEvent(
            userID: try text(),
            eventID: try text(),
            type: try text(),
            at: try moment(),
            parameters: try parameters(),
            contact: try isPresent() ? try assignments() : nil
        )
    }

    /// Reads the output of the encoder's `parameters`.
    mutating func parameters() throws(ValueDecodingError) -> [LogItem.Parameter] {
        let count = try unsigned()
        var parameters: [LogItem.Parameter] = []
        for _ in 0..<count {
            parameters.append(LogItem.Parameter(name: try text(), value: try value()))
        }
        return parameters
    }

    private mutating func action() throws(ValueDecodingError) -> ContactAction {
        let start = offset
        guard let kind = ContactAction.Kind(rawValue: try text()) else {
            throw .malformed(offset: start)
        }
        let audienceID = try text()
        let reason = try isPresent() ? try text() : nil
        var origin: [String: String] = [:]
        for _ in 0..<(try unsigned()) {
            let name = try text()
            origin[name] = try text()
        }
        return ContactAction(
            kind,
            audienceID,
            reason: reason,
            origin: origin,
            actor: try text()
        )
    }

    /// Reads whether an optional value follows.
    mutating func isPresent() throws(ValueDecodingError) -> Bool { try unsigned() == 1 }
}
