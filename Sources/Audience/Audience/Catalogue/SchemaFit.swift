import Attributes
import AudienceColumns
import AudienceModel
import Essentials

/// Counts stored values that cannot have a new type.
struct SchemaFit: Sendable {
    private let store: any AudienceStore
    private let audience: ProjectAudience

    /// How many contacts or events are looked at before other tasks may run.
    private static let piece = 2000

    init(_ store: any AudienceStore, _ audience: ProjectAudience) {
        self.store = store
        self.audience = audience
    }

    /// How many stored values would be no values under the entry.
    func misfits(_ entry: CatalogueEntry) async throws(ServiceError) -> Int {
        guard let type = DataType(rawValue: entry.dataType) else { return 0 }
        switch entry.kind {
        case .attribute: return await contacts(entry, type)
        case .eventParameter: return try await events(entry, type)
        case .eventType: return 0
        }
    }

    private func contacts(_ entry: CatalogueEntry, _ type: DataType) async -> Int {
        var count = 0
        var next: UInt32 = 1
        while true {
            let end = next + UInt32(Self.piece)
            let (misfits, last) = audience.memory.withReadLock { memory in
                let numbers = next..<max(next, min(end, memory.contacts.next))
                let misfits = numbers.count { number in
                    guard let record = memory.contacts.record(number),
                        let value = record.value(of: entry.uid)
                    else { return false }
                    return value.isLost(as: type, entry.mostValues)
                }
                return (misfits, memory.contacts.next)
            }
            count += misfits
            guard end < last else { return count }
            next = end
            await Task.yield()
        }
    }

    private func events(
        _ entry: CatalogueEntry,
        _ type: DataType
    ) async throws(ServiceError) -> Int {
        var count = 0
        var last: Int64 = 0
        while true {
            let numbers = audience.index.withLock { index in
                index.columns.events(of: entry.eventType, after: last, limit: Self.piece)
            }
            guard let end = numbers.last else { return count }
            last = end
            for event in try await store.events(numbers, of: audience.project) {
                for parameter in event.parameters ?? [] where parameter.name == entry.uid {
                    if parameter.value.isLost(as: type, entry.mostValues) { count += 1 }
                }
            }
        }
    }
}

extension ContactTable.Record {
    /// The data source's value of an attribute; nil if there is none, or it cannot be read.
    fileprivate func value(of attribute: String) -> AttributeValue? {
        do throws(UnreadableContact) { return try contact()[attribute] } catch { return nil }
    }
}

extension AttributeValue {
    fileprivate func isLost(as type: DataType, _ mostValues: Int) -> Bool {
        guard let converted = converted(to: type, multivalue: mostValues) else { return true }
        return converted.elements.count < Set(elements).count
    }
}
