public import Attributes
public import Essentials
public import Filters

/// A contact in the columns: a number from 1, in the order of arrival, never reused.
public struct ContactRow: Sendable, Hashable, Comparable {
    /// The number.
    public let serial: UInt32

    /// Creates a row with a number.
    public init(serial: UInt32) { self.serial = serial }

    /// Whether the left contact came first.
    public static func < (left: ContactRow, right: ContactRow) -> Bool {
        left.serial < right.serial
    }
}

/// A source contact, to which events belong; its number may be reused once it is removed.
public struct SourceRow: Sendable, Hashable {
    /// The number, from 1 on.
    public let number: UInt32

    /// Creates a row with a number.
    public init(number: UInt32) { self.number = number }
}

/// The search index of one project: the values and events of its contacts, in columns in memory.
///
/// It contains nothing that the store does not, and can be rebuilt at any time. Each audience
/// contact is a row. An event belongs to a source contact, and that to a row: merging and
/// un-merging move source contacts, never events.
///
/// Not thread-safe: one owner changes and queries it.
public final class AudienceColumns {
    var contacts = ContactTable()
    private(set) var tables: [EventTable] = []
    private var tableIndices: [String: Int] = [:]
    /// The audience contact of each source contact, by number; 0 for none.
    private(set) var owners: [UInt32] = [0]
    private var eventCounts: [UInt32] = [0]
    private var gone: Set<UInt32> = []
    private var free: [UInt32] = []
    private var goneEvents = 0
    private var changesSinceTidying = 0

    /// The number of events.
    public private(set) var eventCount = 0
    /// The pace of the query under way; its owner sets it for each.
    public var pace = Pace.free

    /// Creates empty columns for the attributes and parameters of a catalogue.
    public init(_ catalogue: FilterCatalogue = FilterCatalogue()) {
        for definition in catalogue.attributes.values.sorted(by: { $0.uid < $1.uid }) {
            define(definition)
        }
        for definition in catalogue.eventTypes.values.sorted(by: { $0.uid < $1.uid }) {
            define(definition)
        }
    }

    /// The number of contacts.
    public var contactCount: Int { contacts.count }

    /// The highest row so far; contacts added after a scroll began are above it.
    public var lastRow: ContactRow { ContactRow(serial: contacts.lastSerial) }

    /// The memory of values and events in bytes, without the allocator's overhead.
    public var memoryBytes: Int {
        contacts.memoryBytes + tables.reduce(0) { $0 + $1.memoryBytes }
            + (owners.capacity + eventCounts.capacity) * 4
    }

    // MARK: Catalogue

    /// Adds a column for an attribute, or changes its type; values that came before there was one
    /// are not in it.
    public func define(_ definition: AttributeDefinition) {
        contacts.define(definition.uid, definition.dataType)
    }

    /// Adds a table for an event type and its parameters, or changes their types.
    public func define(_ definition: EventTypeDefinition) {
        let table = table(of: definition.uid)
        for parameter in definition.parameters { table.define(parameter.name, parameter.dataType) }
    }

    // MARK: Contacts

    /// Adds a contact; values of undefined attributes are ignored.
    public func insert(_ values: [(key: String, value: AttributeValue)]) -> ContactRow {
        let serial = contacts.insert()
        for (name, value) in values {
            guard let column = contacts.list.index(of: name) else { continue }
            contacts.set(value, column, of: serial)
        }
        return ContactRow(serial: serial)
    }

    /// Replaces all values of a contact.
    public func replace(
        _ row: ContactRow,
        with values: [(key: String, value: AttributeValue)]
    ) {
        contacts.replace(row.serial, with: values)
        noteChange()
    }

    /// Sets a value of a contact, or clears it with nil.
    public func set(_ value: AttributeValue?, of attribute: String, in row: ContactRow) {
        guard let column = contacts.list.index(of: attribute) else { return }
        contacts.set(value, column, of: row.serial)
        noteChange()
    }

    /// The value of an attribute; for a payload only whether it exists.
    public func value(of attribute: String, in row: ContactRow) -> AttributeValue? {
        contacts.list.index(of: attribute).flatMap { contacts.value($0, of: row.serial) }
    }

    /// Removes a contact; its sources and their events have no contact until they are moved.
    public func remove(_ row: ContactRow) {
        if contacts.remove(row.serial) { noteChange() }
    }

    /// Whether the contact exists.
    public func contains(_ row: ContactRow) -> Bool { contacts.contains(row.serial) }

    // MARK: Sources and events

    /// Adds a source contact to the contact.
    public func addSource(to row: ContactRow) -> SourceRow {
        if let number = free.popLast() {
            owners[Int(number)] = row.serial
            return SourceRow(number: number)
        }
        owners.append(row.serial)
        eventCounts.append(0)
        return SourceRow(number: UInt32(owners.count - 1))
    }

    /// Moves a source contact with its events to another contact.
    public func move(_ source: SourceRow, to row: ContactRow) {
        guard isThere(source) else { return }
        owners[Int(source.number)] = row.serial
    }

    /// Removes a source contact and its events.
    public func remove(_ source: SourceRow) {
        guard isThere(source) else { return }
        let events = Int(eventCounts[Int(source.number)])
        owners[Int(source.number)] = 0
        eventCounts[Int(source.number)] = 0
        eventCount -= events
        guard events > 0 else {
            free.append(source.number)
            return
        }
        gone.insert(source.number)
        goneEvents += events
        if goneEvents > 16_384, goneEvents * 8 > eventCount { dropGoneEvents() }
    }

    /// The contact that a source contact belongs to; nil if it is gone.
    public func owner(of source: SourceRow) -> ContactRow? {
        guard isThere(source) else { return nil }
        return ContactRow(serial: owners[Int(source.number)])
    }

    /// Adds an event of a source contact; the caller ensures that it is new.
    public func append(_ event: EventFacts, of source: SourceRow) {
        let parameters = event.parameters.map { (name: $0.key, value: $0.value) }
        append(event.type, event.id, event.date, event.createdAt, parameters, of: source)
    }

    /// Adds an event of a source contact; the caller ensures that it is new.
    ///
    /// - Parameters:
    ///   - type: the name of its type.
    ///   - id: its unique number.
    ///   - date: when it happened.
    ///   - created: when it was received.
    ///   - parameters: its parameters; undefined ones are ignored.
    ///   - source: the source contact.
    public func append(
        _ type: String,
        _ id: Int64,
        _ date: Timestamp,
        _ created: Timestamp,
        _ parameters: [(name: String, value: AttributeValue)],
        of source: SourceRow
    ) {
        guard isThere(source) else { return }
        table(of: type).append(id, date, created, parameters, of: source.number)
        eventCounts[Int(source.number)] += 1
        eventCount += 1
    }

    /// Removes events by their ids.
    func drop(_ ids: Set<Int64>, from table: EventTable) {
        var removed: [UInt32] = []
        for chunk in table.chunks {
            for row in 0..<chunk.count where ids.contains(chunk.ids[row]) {
                removed.append(chunk.sources[row])
            }
        }
        table.drop { ids.contains($0.ids[$1]) }
        for source in removed {
            let isGone = owners[Int(source)] == 0
            guard !isGone else { continue }
            eventCounts[Int(source)] -= 1
            eventCount -= 1
        }
    }

    func knownTable(of type: String) -> EventTable? { tableIndices[type].map { tables[$0] } }

    func removeTable(of type: String) {
        guard let index = tableIndices.removeValue(forKey: type) else { return }
        tables.remove(at: index)
        for (name, place) in tableIndices where place > index { tableIndices[name] = place - 1 }
    }

    private func isThere(_ source: SourceRow) -> Bool {
        source.number > 0 && source.number < owners.count && owners[Int(source.number)] != 0
    }

    private func table(of type: String) -> EventTable {
        if let index = tableIndices[type] { return tables[index] }
        tableIndices[type] = tables.count
        tables.append(EventTable(type))
        return tables[tables.count - 1]
    }

    // MARK: Upkeep

    /// Events of removed sources stay until they are an eighth of all, so that removing one takes
    /// constant time on average.
    private func dropGoneEvents() {
        let isGone = Bits.of(gone)
        for table in tables { table.drop { isGone[Int($0.sources[$1])] } }
        free.append(contentsOf: gone)
        gone = []
        goneEvents = 0
    }

    private func noteChange() {
        changesSinceTidying += 1
        guard changesSinceTidying > 4_096 else { return }
        changesSinceTidying = 0
        contacts.tidy()
    }
}

extension Bits {
    static func of(_ numbers: Set<UInt32>) -> Bits {
        var bits = Bits()
        for number in numbers { bits[Int(number)] = true }
        return bits
    }
}
