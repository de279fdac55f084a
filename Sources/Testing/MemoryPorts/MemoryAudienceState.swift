import AccountsModel
import AudienceModel
import Essentials

/// The contents of a ``MemoryAudienceStore``.
struct MemoryAudienceState: Sendable {
    var log: [ObjectID: IngestEntry] = [:]
    var sources: [ObjectID: DataSource] = [:]
    var contacts: [ProjectID: [Int64: SourceContactRecord]] = [:]
    var events: [ProjectID: [Int64: EventRecord]] = [:]
    var aliases: [ProjectID: [String: String]] = [:]
    var catalogue: [CatalogueEntry] = []
    var rules: [ProjectID: [UInt8]] = [:]
    var quarantine: [ObjectID: QuarantinedItem] = [:]
    var statistics: [ObjectID: StreamStatistics] = [:]
    var receipts: [ObjectID: ErasureReceipt] = [:]
    var imports: [ObjectID: ImportJob] = [:]
    /// The content of an import that is still to be read; it starts where its progress ends.
    var content: [ObjectID: [UInt8]] = [:]
    var problems: [ObjectID: [ImportProblem]] = [:]
    var audits: [AuditEntry] = []
    /// The numbers of contacts by their identifiers.
    private var numbers: [ContactName: Int64] = [:]

    private struct ContactName: Hashable {
        let project: ProjectID
        let dataSource: ObjectID
        let userID: String
    }

    /// Stores the results of a call or of a step of an import.
    mutating func take(_ intake: IngestIntake) throws(ServiceError) {
        if let checkpoint = intake.checkpoint { try advance(checkpoint) }
        if let entry = intake.entry { log[entry.id] = entry }
        note(intake.catalogue)
        for item in intake.quarantined { quarantine[item.id] = item }
        if let change = intake.statistics { add([change]) }
    }

    /// Applies changes of one project, unless they were already applied.
    mutating func apply(_ changes: AudienceChanges) throws(ServiceError) {
        guard changes.finished.isEmpty || changes.finished.contains(where: { log[$0] != nil })
        else { return }
        try check(changes)
        let project = changes.project
        for entry in changes.finished { log[entry] = nil }
        for number in changes.removedEvents { events[project]?[number] = nil }
        for number in changes.removedContacts {
            guard let gone = contacts[project]?.removeValue(forKey: number) else { continue }
            numbers[name(of: gone, in: project)] = nil
        }
        for contact in changes.added {
            contacts[project, default: [:]][contact.number] = contact
            numbers[name(of: contact, in: project)] = contact.number
        }
        for contact in changes.updated { contacts[project]?[contact.number] = contact }
        for event in changes.events { events[project, default: [:]][event.number] = event }
        for event in changes.updatedEvents { events[project]?[event.number] = event }
        for alias in changes.aliases {
            aliases[project, default: [:]][alias.audienceID] = alias.heirID
        }
        for alias in changes.removedAliases { aliases[project]?[alias] = nil }
        note(changes.catalogue)
        for item in changes.unquarantined { quarantine[item] = nil }
        for item in changes.quarantined { quarantine[item.id] = item }
        add(changes.statistics)
        for erasure in changes.erasures { erase(erasure) }
    }

    /// Refuses numbers and user ids that exist, as unique keys of tables do.
    private func check(_ changes: AudienceChanges) throws(ServiceError) {
        let project = changes.project
        let removed = Set(changes.removedContacts)
        for contact in changes.added {
            let known = [contact.number, numbers[name(of: contact, in: project)]]
                .compactMap(\.self)
                .filter { contacts[project]?[$0] != nil && !removed.contains($0) }
            guard known.isEmpty else {
                throw .internalFault("contact \(contact.userID) is there already")
            }
        }
        for event in changes.events where events[project]?[event.number] != nil {
            throw .internalFault("event \(event.number) is there already")
        }
    }

    private func name(of contact: SourceContactRecord, in project: ProjectID) -> ContactName {
        ContactName(project: project, dataSource: contact.dataSource, userID: contact.userID)
    }

    private mutating func note(_ changes: CatalogueChanges) {
        catalogue.removeAll { known in
            changes.forgotten.contains { $0.isSame(as: known) && $0.updatedAt == known.updatedAt }
        }
        for entry in changes.discovered
        where !catalogue.contains(where: { $0.isSame(as: entry) }) {
            catalogue.append(entry)
        }
        replace(changes.widened)
    }

    private mutating func replace(_ entries: [CatalogueEntry]) {
        for entry in entries {
            guard let index = catalogue.firstIndex(where: { $0.isSame(as: entry) }) else {
                catalogue.append(entry)
                continue
            }
            if catalogue[index].updatedAt <= entry.updatedAt { catalogue[index] = entry }
        }
    }

    /// Changes the schema of a project.
    mutating func change(_ schema: SchemaChange) {
        catalogue.removeAll { $0.project == schema.project && schema.removed.contains($0.key) }
        replace(schema.set)
        if let entry = schema.entry { log[entry.id] = entry }
    }

    private mutating func add(_ changes: [StreamStatistics.Change]) {
        for change in changes {
            statistics[change.dataSource, default: StreamStatistics()].add(change.amounts)
        }
    }

    /// Removes a person's items from the quarantine, and keeps the receipt.
    private mutating func erase(_ erasure: Erasure) {
        let found = quarantine.values.filter { item in
            item.project == erasure.receipt.project
                && erasure.texts.contains { item.json.contains($0) }
        }
        for item in found { quarantine[item.id] = nil }
        var receipt = erasure.receipt
        receipt.quarantinedCount = found.count
        receipts[receipt.id] = receipt
    }
}

extension CatalogueEntry {
    fileprivate func isSame(as other: CatalogueEntry) -> Bool {
        project == other.project && key == other.key
    }
}

// MARK: Imports

extension MemoryAudienceState {
    /// Advances an import from the start of a checkpoint to its end.
    mutating func advance(_ checkpoint: ImportCheckpoint) throws(ServiceError) {
        guard var job = imports[checkpoint.job], !job.state.isOver,
            job.progress == checkpoint.start
        else { throw .conflict("the import is not where its step began") }
        let read = checkpoint.progress.bytesRead - job.progress.bytesRead
        content[job.id] = content[job.id].map { Array($0.dropFirst(read)) }
        job.progress = checkpoint.progress
        job.header = checkpoint.header
        job.ignoredColumns = checkpoint.ignoredColumns
        job.columnTypes = checkpoint.columnTypes
        job.updatedAt = checkpoint.at
        job.startedAt = job.startedAt ?? checkpoint.at
        problems[job.id, default: []] += checkpoint.problems
        if let end = checkpoint.end {
            job.endedAt = checkpoint.at
            content[job.id] = nil
            switch end {
            case .done: job.state = .done
            case .failed(let reason):
                job.state = .failed
                job.failure = reason
            }
        }
        imports[job.id] = job
    }
}
