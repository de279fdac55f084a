import AudienceModel
import Essentials
import Filters
import Identity

extension ProjectAudience {
    /// Brings the columns up to date with what a plan did to these persons.
    func reindex(_ touched: [AudienceCluster], _ plan: ApplyPlan) {
        let (sources, consolidation, catalogue) = (sources, consolidation, catalogue.current)
        let persons = memory.withReadLock { memory in
            touched.map { memory.person($0, sources, consolidation) }
        }
        let removed = plan.changes.removedContacts.map { UInt32(truncatingIfNeeded: $0) }
        index.withLock { index in
            index.define(catalogue)
            index.update(persons, removed: removed)
            for event in plan.events {
                index.add(event.record, event.parameters, of: event.contact)
            }
        }
    }
}
