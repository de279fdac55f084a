public import AccountsModel
public import AudienceModel
public import Essentials

// MARK: Catalogue and rules

extension MemoryAudienceStore {
    /// Changes the schema of a project.
    public func change(
        _ schema: SchemaChange,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            state.change(schema)
            state.audits.append(audit)
        }
    }

    /// The catalogue of a project.
    public func catalogue(of project: ProjectID) async throws(ServiceError) -> [CatalogueEntry] {
        try transact { state throws(ServiceError) in
            state.catalogue.filter { $0.project == project }
        }
    }

    /// The merge rules of a project; nil if none were chosen.
    public func audienceRules(of project: ProjectID) async throws(ServiceError) -> [UInt8]? {
        try transact { state throws(ServiceError) in state.rules[project] }
    }

    /// Replaces the merge rules of a project.
    public func saveAudienceRules(
        _ rules: [UInt8],
        of project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            state.rules[project] = rules
            state.audits.append(audit)
        }
    }
}

// MARK: Quarantine

extension MemoryAudienceStore {
    /// Refused items of a data source, newest first, older than the given one.
    public func quarantine(
        of dataSource: ObjectID,
        in project: ProjectID,
        before item: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [QuarantinedItem] {
        try transact { state throws(ServiceError) in
            let found = state.quarantine.values.filter { kept in
                kept.dataSource == dataSource && kept.project == project
                    && item.map { kept.id < $0 } ?? true
            }
            return Array(found.sorted { $0.id > $1.id }.prefix(limit))
        }
    }

    /// One refused item; nil if there is none.
    public func quarantined(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem? {
        try transact { state throws(ServiceError) in
            state.quarantine[item].flatMap { $0.project == project ? $0 : nil }
        }
    }

    /// Replaces the JSON of a refused item; false if there is none.
    public func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        audit: AuditEntry
    ) async throws(ServiceError) -> Bool {
        try transact { state throws(ServiceError) in
            guard state.quarantine[item]?.project == project else { return false }
            state.quarantine[item]?.json = json
            state.audits.append(audit)
            return true
        }
    }

    /// Removes refused items, and returns how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int {
        try transact { state throws(ServiceError) in
            let found = items.filter { state.quarantine[$0]?.project == project }
            for item in found { state.quarantine[item] = nil }
            state.audits.append(audit)
            return found.count
        }
    }
}

// MARK: Data sources

extension MemoryAudienceStore {
    /// The data sources of a project, oldest first, deleted ones included.
    public func dataSources(of project: ProjectID) async throws(ServiceError) -> [DataSource] {
        try transact { state throws(ServiceError) in
            state.sources.values.filter { $0.project == project }
                .sorted { $0.sequence < $1.sequence }
        }
    }

    /// The totals of items sent to data sources, by their identifiers.
    public func streamStatistics(
        of project: ProjectID
    ) async throws(ServiceError) -> [ObjectID: StreamStatistics] {
        try transact { state throws(ServiceError) in
            state.statistics.filter { state.sources[$0.key]?.project == project }
        }
    }

    /// The number of a data source's items in the quarantine.
    public func quarantineCount(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> Int {
        try transact { state throws(ServiceError) in
            state.quarantine.values.count {
                $0.dataSource == dataSource && $0.project == project
            }
        }
    }

    /// Replaces the operator's settings of a data source.
    public func update(_ dataSource: DataSource, audit: AuditEntry) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            state.sources[dataSource.id] = dataSource
            state.audits.append(audit)
        }
    }

    /// Marks a data source as deleted, and queues the removal of its contacts.
    public func delete(
        _ dataSource: DataSource,
        by entry: IngestEntry,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            state.sources[dataSource.id] = dataSource
            state.log[entry.id] = entry
            state.audits.append(audit)
        }
    }
}

// MARK: Erasure

extension MemoryAudienceStore {
    /// The receipt of an erasure; nil if it is not done yet.
    public func erasureReceipt(
        _ id: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ErasureReceipt? {
        try transact { state throws(ServiceError) in
            state.receipts[id].flatMap { $0.project == project ? $0 : nil }
        }
    }

    /// Does nothing: memory keeps no earlier versions.
    public func purge() async throws(ServiceError) {}

    /// The places in the store that still mention a person, in words.
    public func traces(
        of numbers: [Int64],
        texts: [String],
        before entry: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [String] {
        try transact { state throws(ServiceError) in
            var traces: [String] = []
            if numbers.contains(where: { state.contacts[project]?[$0] != nil }) {
                traces.append("a contact is left")
            }
            let numbers = Set(numbers)
            if state.events[project, default: [:]].values.contains(where: {
                numbers.contains($0.contact)
            }) {
                traces.append("an event is left")
            }
            if state.quarantine.values.contains(where: { item in
                item.project == project && texts.contains { item.json.contains($0) }
            }) {
                traces.append("a quarantined item is left")
            }
            return traces
        }
    }
}
