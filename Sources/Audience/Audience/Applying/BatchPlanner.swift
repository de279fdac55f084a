import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// Plans a batch of any kind.
struct BatchPlanner {
    let project: ProjectID
    let sources: ProjectSources
    let now: Timestamp
    let ids: IDSource
    /// The most contacts of a deleted data source that one transaction removes.
    let sourceRemovalLimit: Int

    /// The plan of a batch, based on the memory before it.
    func plan(
        _ batch: ApplyBatch,
        _ memory: AudienceMemory
    ) throws(UnreadableContact) -> ChangePlan {
        var planner = ChangePlanner(
            project,
            sources,
            memory,
            storedEvents: batch.storedEvents ?? [],
            now: now,
            ids: ids
        )
        switch batch.kind {
        case .items:
            planner.add(batch.entries, memory)
            return planner.finished()
        case .sourceRemoval(let after):
            let entry = batch.entries[0]
            let numbers =
                entry.dataSource.flatMap { sources.number(of: $0) }.map {
                    memory.contacts.numbers(ofSource: $0, after: after, limit: sourceRemovalLimit)
                } ?? []
            planner.remove(numbers, memory)
            var plan = planner.finished()
            if numbers.count < sourceRemovalLimit { plan.changes.finished = [entry.id] }
            return plan
        case .nameRemoval(let after):
            return removal(of: batch.entries[0], after: after, batch.storedEvents, memory, planner)
        case .action: return try plan(batch.entries[0], memory, planner)
        }
    }

    private func plan(
        _ entry: LogEntry,
        _ memory: AudienceMemory,
        _ start: ChangePlanner
    ) throws(UnreadableContact) -> ChangePlan {
        var planner = start
        var erasure: Erasure?
        var forgotten: [AudienceID] = []
        switch entry.items.first {
        case .action(let action):
            let members = self.members(action.audienceID, memory)
            let values = action.platformValues(at: entry.acceptedAt)
            for value in values { try planner.override(value, on: members, memory) }
            if values.isEmpty {
                forgotten = aliases(of: members, memory)
                planner.remove(members, memory)
                erasure = try self.erasure(
                    action.audienceID,
                    action.actor,
                    entry.id,
                    members,
                    memory
                )
            }
        case .erasure(let audienceID, let actor):
            let members = self.members(audienceID, memory)
            forgotten = aliases(of: members, memory)
            planner.remove(members, memory)
            erasure = try self.erasure(audienceID, actor, entry.id, members, memory)
        default: break
        }
        var plan = planner.finished()
        plan.changes.finished = [entry.id]
        plan.figures.entries = 1
        plan.forgotten = forgotten
        plan.changes.removedAliases = forgotten.map(\.description)
        if let erasure { plan.changes.erasures = [erasure] }
        return plan
    }

    private func members(_ audienceID: String, _ memory: AudienceMemory) -> [UInt32] {
        guard let id = AudienceID(audienceID), let identity = memory.identity(id) else { return [] }
        return identity.members.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Former ids that resolve to these contacts.
    private func aliases(of members: [UInt32], _ memory: AudienceMemory) -> [AudienceID] {
        let own = members.map { number in
            let key = memory.contacts.key(of: number)
            return memory.ownID(key.source, key.userID)
        }
        return memory.aliases(leadingTo: Set(own))
    }

    private func erasure(
        _ audienceID: String,
        _ actor: String,
        _ entry: ObjectID,
        _ members: [UInt32],
        _ memory: AudienceMemory
    ) throws(UnreadableContact) -> Erasure {
        var texts: Set<String> = []
        var events = 0
        for number in members {
            texts.insert(memory.contacts.key(of: number).userID)
            events += memory.events.events(of: number).count
            texts.formUnion(try memory.identifiers(of: number))
        }
        let receipt = ErasureReceipt(
            id: entry,
            project: project,
            audienceID: audienceID,
            contactsCount: members.count,
            eventsCount: events,
            quarantinedCount: 0,
            actor: actor,
            at: now
        )
        return Erasure(receipt: receipt, texts: texts.sorted())
    }
}
