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
        if batch.storedEvents == nil {
            let candidates = storedCandidates(of: batch)
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
        var plan = try memory.withReadLock { memory throws(UnreadableContact) in
            try planner.plan(batch, memory)
        }
        memory.withWriteLock { $0.apply(&plan, sources) }
        return .planned(project, plan)
    }

    /// The numbers of stored events that may equal those of the batch, because the hashes match.
    private func storedCandidates(of batch: ApplyBatch) -> [Int64] {
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

    /// Updates the search index with a plan that memory already contains; later, if a query reads
    /// it.
    func index(_ plan: ChangePlan) {
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
                index.add(event.record, event.parameters, of: event.contact)
            }
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
