import AudienceColumns
import AudienceModel
import Essentials
import Filters
import Identity

extension ProjectAudience {
    /// Plans a batch and applies the plan to memory, or returns the events to read first.
    func plan(
        _ batch: ApplyBatch,
        at now: Timestamp,
        ids: IDSource,
        limit: Int
    ) throws(UnreadableContact) -> ApplyEvent {
        if let first = batch.entries.first, let name = first.removedName {
            catalogue.drop(name, deletedAt: first.acceptedAt)
        }
        if batch.storedEvents == nil {
            let candidates = storedCandidates(of: batch, limit: limit)
            if !candidates.isEmpty { return .needsEvents(project, candidates) }
        }
        let sources = sources
        let planner = BatchPlanner(
            project: project,
            sources: sources,
            now: now,
            ids: ids,
            sourceRemovalLimit: limit
        )
        var fit = CatalogueFit(catalogue, of: project, at: now)
        var batch = batch
        if batch.kind == .items { batch.entries = fit.fitting(batch.entries) }
        var plan = try memory.withReadLock { [batch] memory throws(UnreadableContact) in
            try planner.plan(batch, memory)
        }
        plan.changes.catalogue.discovered = fit.discovered
        let conversions = catalogue.conversions
        memory.withWriteLock { memory in
            memory.conversions = conversions
            memory.apply(&plan, sources)
        }
        return .planned(project, plan)
    }

    /// The numbers of stored events that the plan needs: those that may equal events of the batch,
    /// because the hashes match, or those from which a name is removed.
    private func storedCandidates(of batch: ApplyBatch, limit: Int) -> [Int64] {
        if case .nameRemoval(let after) = batch.kind {
            return events(under: batch.entries[0].removedName, after: after, limit: limit)
        }
        let sources = sources
        return memory.withReadLock { memory in
            var numbers: [Int64] = []
            for entry in batch.entries {
                guard let id = entry.dataSource, let source = sources.number(of: id) else {
                    continue
                }
                for case .event(let event) in entry.items {
                    let key = EventIndex.key(Int(source), event.eventID)
                    numbers += memory.events.candidates(key).map { Int64($0) }
                }
            }
            return numbers
        }
    }

    /// The events of the type that a removed name belongs to.
    private func events(
        under name: CatalogueEntry.Key?,
        after number: Int64,
        limit: Int
    ) -> [Int64] {
        switch name?.kind {
        case .eventType?:
            index.withLock { $0.columns.events(of: name?.uid ?? "", after: number, limit: limit) }
        case .eventParameter?:
            index.withLock {
                $0.columns.events(of: name?.eventType ?? "", after: number, limit: limit)
            }
        case .attribute?, nil: []
        }
    }

    /// Updates the search index with a plan that memory already contains; later, if a query reads
    /// it.
    func index(_ plan: ChangePlan) {
        update(plan)
        // Only what is removed makes names free, and to find them takes a look at all values.
        let removed = plan.changes.removedContacts.count + plan.changes.removedEvents.count
        let total = removals.withLock { removals in
            removals += removed
            return removals
        }
        guard total > 0, catalogue.isCrowded else { return }
        let contacts = memory.withReadLock { $0.contacts.count }
        if catalogue.wantsRoom || total > contacts / 1000 { forgetUnusedNames() }
    }

    /// Lets the next batch look for unused names: data may have been removed before the start.
    ///
    /// Only the process that applies the log forgets names, because others do not see all data.
    func noteRemovals() { removals.withLock { $0 += 1 } }

    /// Makes names free that data sources once brought, and that no data uses any more.
    ///
    /// Calls that were checked before bring them back when they are applied.
    private func forgetUnusedNames() {
        let current = catalogue.current
        guard current.isCrowded else { return }
        removals.withLock { $0 = 0 }
        defer { catalogue.gaveRoom() }
        let rules = rules
        let kept = Set(rules.merge.attributes.map(\.name)).union(rules.attributes.keys)
        let guessed = current.entries.values.filter { entry in
            !entry.flags.contains(.declared)
                && !(entry.kind == .attribute && kept.contains(entry.uid))
        }
        index.withLock { index in
            let unused = guessed.filter { !index.uses($0.key) }
            catalogue.forget(unused)
            for entry in unused { index.undefine(entry.key) }
        }
    }

    private func update(_ plan: ChangePlan) {
        let (sources, consolidation, catalogue) = (sources, consolidation, catalogue.current)
        let persons = memory.withReadLock { memory in
            plan.touched.map { memory.person($0, sources, consolidation) }
        }
        let removed = plan.changes.removedContacts.map { UInt32(truncatingIfNeeded: $0) }
        let events = plan.events
        index.change { index in
            index.define(catalogue)
            index.update(persons, removed: removed)
            for event in events {
                let type = event.record.type
                let parameters = catalogue.conversions.converted(event.parameters, of: type)
                index.add(event.record, parameters, of: event.contact)
            }
            index.drop(plan.droppedEvents)
            if let key = plan.removedName, catalogue.entries[key] == nil { index.undefine(key) }
        }
    }

    /// Adds the contacts of an entry to the expected ones.
    func expect(_ entry: LogEntry) {
        guard let id = entry.dataSource, let source = sources.number(of: id) else { return }
        expect(entry.contactUserIDs, source: source)
    }

    /// Reverts ``expect(_:)``.
    func release(_ entry: LogEntry) {
        guard let id = entry.dataSource, let source = sources.number(of: id) else { return }
        release(entry.contactUserIDs, source: source)
    }
}
