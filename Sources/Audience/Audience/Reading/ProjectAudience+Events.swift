import Attributes
import AudienceModel
import Essentials
import Identity

extension ProjectAudience {
    /// Stored events as they are shown, with their current identities.
    ///
    /// Events of contacts deleted since are left out.
    func events(_ rows: [EventRecord], owner: String? = nil) -> [AudienceEvent] {
        let (sources, conversions) = (sources, catalogue.conversions)
        return memory.withReadLock { memory in
            rows.compactMap { row in
                let number = UInt32(truncatingIfNeeded: row.contact)
                guard memory.contacts.contains(number) else { return nil }
                let key = memory.contacts.key(of: number)
                guard let source = sources.id(of: key.source),
                    let owner = owner ?? memory.identity(of: number)?.id.description
                else { return nil }
                return AudienceEvent(
                    row,
                    conversions.converted(row.parameters ?? [], of: row.type),
                    owner: owner,
                    SourceContactKey(dataSource: source, userID: key.userID)
                )
            }
        }
    }
}

extension AudienceEvent {
    fileprivate init(
        _ row: EventRecord,
        _ values: [LogItem.Parameter],
        owner: String,
        _ contact: SourceContactKey
    ) {
        var parameters: [String: AttributeValue] = [:]
        for parameter in values { parameters[parameter.name] = parameter.value }
        self.init(
            id: AudienceEvent.publicID(row),
            audienceID: owner,
            contact: contact,
            type: row.type,
            eventID: row.eventID,
            at: row.at,
            createdAt: row.createdAt,
            parameters: parameters
        )
    }

    /// The public identifier: the second of arrival and the number, in the format of all others.
    private static func publicID(_ row: EventRecord) -> String {
        let second = UInt64(truncatingIfNeeded: row.createdAt.seconds) & 0xFFFF_FFFF
        let number = UInt64(truncatingIfNeeded: row.number)
        return ObjectID(
            high: second << 32 | number >> 32,
            low: UInt32(truncatingIfNeeded: number)
        ).description
    }
}
