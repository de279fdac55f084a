import Attributes
import AudienceColumns
import AudienceModel
import Essentials
import Filters
import Identity

/// The search index of a project: one row of columns for each identity.
///
/// An identity keeps its row while one of its contacts remains; when two are merged, the row of
/// the first contact remains, so a scroll shows each once.
struct AudienceIndex {
    let columns: AudienceColumns
    /// The number in the columns of each source contact, by the contact's number.
    private var sourceRows = NumberColumn()
    /// A contact of each row's identity, by the row's number.
    private var members = NumberColumn()
    private var definedVersion: CatalogueVersion?

    init() { columns = AudienceColumns(FilterCatalogue(attributes: [], eventTypes: [])) }

    /// An identity with its searchable values.
    struct Person: Sendable {
        let members: [UInt32]
        let values: [(key: String, value: AttributeValue)]
    }

    /// Adds columns for new entries of the catalogue, and changes those of another type.
    mutating func define(_ catalogue: Catalogue) {
        guard catalogue.version != definedVersion else { return }
        definedVersion = catalogue.version
        for attribute in catalogue.listedAttributes { columns.define(attribute.definition) }
        for type in catalogue.listedTypes { columns.define(type) }
    }

    /// Drops the column of a name, which may come back with another type.
    mutating func undefine(_ key: CatalogueEntry.Key) {
        definedVersion = nil
        switch key.kind {
        case .attribute: columns.undefine(attribute: key.uid)
        case .eventType: columns.undefine(eventType: key.uid)
        case .eventParameter: columns.undefine(parameter: key.uid, of: key.eventType)
        }
    }

    /// Whether a contact has a value, or an event happened, under the name.
    func uses(_ key: CatalogueEntry.Key) -> Bool {
        switch key.kind {
        case .attribute: columns.uses(attribute: key.uid)
        case .eventType: columns.uses(eventType: key.uid)
        case .eventParameter: columns.uses(parameter: key.uid, of: key.eventType)
        }
    }

    /// Drops events whose contacts stay.
    mutating func drop(_ events: [EventRecord]) {
        for (type, dropped) in Dictionary(grouping: events, by: \.type) {
            columns.drop(Set(dropped.map(\.number)), of: type)
        }
    }

    /// Updates identities that are new or changed, or whose contacts changed.
    mutating func update(_ persons: [Person], removed: [UInt32]) {
        var left: Set<ContactRow> = []
        for number in removed {
            guard let source = source(of: number) else { continue }
            if let row = columns.owner(of: source) { left.insert(row) }
            columns.remove(source)
            sourceRows[number] = 0
        }
        var taken: Set<ContactRow> = []
        for person in persons {
            let row = self.row(for: person, taken: &taken)
            for number in person.members {
                if let source = source(of: number) {
                    guard let owner = columns.owner(of: source), owner != row else { continue }
                    left.insert(owner)
                    columns.move(source, to: row)
                } else {
                    sourceRows[number] = columns.addSource(to: row).number
                }
            }
            if let first = person.members.first { members[row.serial] = first }
        }
        for row in left where !taken.contains(row) {
            columns.remove(row)
            members[row.serial] = 0
        }
    }

    /// The row of an identity: that of its first contact whose row is not taken, or a new one.
    private mutating func row(for person: Person, taken: inout Set<ContactRow>) -> ContactRow {
        for number in person.members {
            guard let source = source(of: number), let row = columns.owner(of: source),
                taken.insert(row).inserted
            else { continue }
            columns.replace(row, with: person.values)
            return row
        }
        let row = columns.insert(person.values)
        taken.insert(row)
        return row
    }

    /// Adds an event.
    func add(_ event: EventRecord, _ parameters: [LogItem.Parameter], of contact: UInt32) {
        guard let source = source(of: contact) else { return }
        columns.append(
            event.type,
            event.number,
            event.at,
            event.createdAt,
            parameters.map { (name: $0.name, value: $0.value) },
            of: source
        )
    }

    /// The numbers of an identity's latest events, at most `limit`.
    func latestEvents(
        of identity: MergedIdentity,
        before place: TimelinePlace?,
        limit: Int
    ) -> [Int64] {
        let sources = identity.members.compactMap { source(of: UInt32(truncatingIfNeeded: $0)) }
        let end = place.map { (date: $0.at, id: $0.number) }
        return columns.timeline(of: Set(sources), before: end, limit: limit).map(\.id)
    }

    /// A contact of the identity in a row; nil when the row is gone.
    func member(of row: ContactRow) -> UInt32? {
        let number = members[row.serial]
        return number == 0 ? nil : number
    }

    /// The number in the columns of a source contact; nil if it is gone.
    func sourceRow(of number: UInt32) -> UInt32? { source(of: number)?.number }

    private func source(of number: UInt32) -> SourceRow? {
        let row = sourceRows[number]
        return row == 0 ? nil : SourceRow(number: row)
    }

    /// The memory of the index in bytes.
    var bytes: Int { columns.memoryBytes + sourceRows.bytes + members.bytes }
}
