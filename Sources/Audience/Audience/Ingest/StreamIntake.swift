import AccountsModel
import Attributes
import AudienceModel
import Essentials
import JSONCoding

/// Sorts items into valid and refused ones.
///
/// New names are added to the given catalogue.
struct StreamIntake {
    private let audience: ProjectAudience
    private let number: UInt16
    private let stream: RecordKind
    private let now: Timestamp
    private var reader: ItemReader
    /// The generation of the catalogue that the first item was checked with.
    let generation: UInt64
    /// User ids of contacts in earlier items.
    private(set) var brought: Set<String> = []
    /// The outcome of each item, in order.
    private(set) var outcomes: [IngestReport.Item] = []
    /// The valid items, in order.
    private(set) var items: [LogItem] = []
    /// The refused items, in order.
    private(set) var refused: [RefusedItem] = []

    /// An item that was refused, with its first error.
    struct RefusedItem {
        let json: JSONValue
        let error: IngestError
    }

    init(
        _ audience: ProjectAudience,
        _ source: DataSource,
        _ number: UInt16,
        _ stream: RecordKind,
        now: Timestamp,
        zone: TimeZoneRules,
        limits: AttributeLimits,
        catalogue: SharedCatalogue,
        brought: Set<String> = [],
        hints: [String: TypeHint] = [:]
    ) {
        self.audience = audience
        self.number = number
        self.stream = stream
        self.now = now
        self.brought = brought
        reader = ItemReader(
            source,
            catalogue,
            now: now,
            zone: zone,
            limits: limits,
            rules: IntakeRules(audience.rules),
            hints: hints
        )
        generation = reader.discovery.catalogue.version.generation
    }

    /// Reads the next item, and returns its errors; none if it is accepted.
    @discardableResult
    mutating func add(_ json: JSONValue, faults: [IngestError]? = nil) -> [IngestError] {
        if let faults { return refuse(json, faults) }
        var (userID, result) = read(json)
        if reader.forgetDiscoveries(), case .success = result {
            // The item is valid, so the names that it introduced may stay.
            reader.keepsDiscoveries = true
            (userID, result) = read(json)
            reader.keepsDiscoveries = false
        }
        switch result {
        case .success(let item):
            items.append(item)
            outcomes.append(IngestReport.Item(userID: userID, notices: reader.notices))
            if let contact = item.contactUserID { brought.insert(contact) }
            return []
        case .failure(let errors): return refuse(json, errors.list, userID)
        }
    }

    private mutating func refuse(
        _ json: JSONValue,
        _ errors: [IngestError],
        _ userID: String? = nil
    ) -> [IngestError] {
        outcomes.append(IngestReport.Item(userID: userID, errors: errors))
        if let first = errors.first { refused.append(RefusedItem(json: json, error: first)) }
        return errors
    }

    private mutating func read(
        _ json: JSONValue
    ) -> (userID: String?, Result<LogItem, ItemErrors>) {
        reader.begin()
        return stream == .contacts ? reader.contact(json) : event(json)
    }

    private mutating func event(
        _ json: JSONValue
    ) -> (userID: String?, Result<LogItem, ItemErrors>) {
        let (userID, result) = reader.event(json)
        switch result {
        case .failure(let errors): return (userID, .failure(errors))
        case .success(let event):
            let isKnown =
                event.contact != nil || brought.contains(event.userID)
                || audience.mayHave(event.userID, source: number)
            guard isKnown else {
                return (userID, .failure(ItemErrors(.unknownContact(event.userID))))
            }
            return (userID, .success(.event(event)))
        }
    }

    /// What the call adds to the statistics of the data source.
    var statistics: StreamStatistics {
        var amounts = StreamStatistics()
        amounts.calls = 1
        amounts.itemsAccepted = items.count
        amounts.itemsRefused = refused.count
        amounts.lastCallAt = now
        guard !items.isEmpty else {
            amounts.callsFailed = 1
            amounts.lastFailureAt = now
            return amounts
        }
        amounts.callsSucceeded = 1
        amounts.lastSuccessAt = now
        switch stream {
        case .contacts:
            amounts.contactsReceived = items.count
            amounts.lastContactReceivedAt = now
        case .events:
            amounts.eventsReceived = items.count
            amounts.lastEventReceivedAt = now
        }
        return amounts
    }
}

extension StreamIntake.RefusedItem {
    /// The item for the quarantine.
    func item(
        _ id: ObjectID,
        _ source: DataSource,
        _ stream: RecordKind,
        _ now: Timestamp
    ) -> QuarantinedItem {
        var writer = JSONWriter()
        writer.value(json)
        return QuarantinedItem(
            id: id,
            project: source.project,
            dataSource: source.id,
            stream: stream,
            // A text column cannot contain NUL, which JSON can only write as an escape.
            json: String(decoding: writer.bytes, as: UTF8.self),
            code: error.code,
            field: String(error.field.prefix(128).filter { $0 != "\0" }),
            message: String(error.message.filter { $0 != "\0" }),
            at: now
        )
    }
}
