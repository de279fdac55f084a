import Attributes
import AudienceModel
import Essentials
import Identity

/// Makes the plan of a batch, whatever it holds.
struct ApplyComposer {
    let audience: ProjectAudience
    let now: Timestamp
    let ids: IDSource
    /// The most contacts of a deleted data source that one transaction removes.
    let sourceRemovalLimit: Int

    /// The plan of a batch, on the memory as it is before it.
    func plan(_ batch: ApplyLane.Batch, _ memory: AudienceMemory) -> ApplyPlan {
        let sources = audience.sources
        var planner = ApplyPlanner(
            audience.project,
            sources,
            memory,
            known: batch.repeated,
            now: now,
            ids: ids
        )
        switch batch.kind {
        case .items:
            planner.add(batch.calls.map(\.planned), memory)
            return planner.finished()
        case .sourceRemoval(let after):
            let call = batch.calls[0].planned.entry
            let numbers =
                call.dataSource.flatMap { sources.number(of: $0) }.map {
                    memory.contacts.numbers(ofSource: $0, after: after, limit: sourceRemovalLimit)
                } ?? []
            planner.remove(numbers, memory)
            var plan = planner.finished()
            if numbers.count < sourceRemovalLimit { plan.changes.finished = [call.id] }
            return plan
        case .act: return act(batch.calls[0].planned, memory, planner)
        }
    }

    private func act(
        _ planned: PlannedEntry,
        _ memory: AudienceMemory,
        _ start: ApplyPlanner
    ) -> ApplyPlan {
        var planner = start
        var erasure: Erasure?
        var forgotten: [AudienceID] = []
        switch planned.items.first {
        case .action(let action):
            let members = self.members(action.audienceID, memory)
            let values = action.platformValues(at: planned.entry.acceptedAt)
            for value in values { planner.override(value, on: members, memory) }
            if values.isEmpty {
                forgotten = aliases(of: members, memory)
                planner.remove(members, memory)
                erasure = self.erasure(
                    action.audienceID,
                    action.actor,
                    planned.entry.id,
                    members,
                    memory
                )
            }
        case .erasure(let audienceID, let actor):
            let members = self.members(audienceID, memory)
            forgotten = aliases(of: members, memory)
            planner.remove(members, memory)
            erasure = self.erasure(audienceID, actor, planned.entry.id, members, memory)
        default: break
        }
        var plan = planner.finished()
        plan.changes.finished = [planned.entry.id]
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

    /// Ids that lead to the contacts and to nobody else.
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
    ) -> Erasure {
        var texts: Set<String> = []
        var events = 0
        for number in members {
            texts.insert(memory.contacts.key(of: number).userID)
            events += memory.events.events(of: number).count
            texts.formUnion(memory.identifiers(of: number))
        }
        let receipt = ErasureReceipt(
            id: entry,
            project: audience.project,
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

extension ContactAction {
    /// What the act says of attributes: the wish and its time; nothing when it removes the person.
    func platformValues(at moment: Timestamp) -> [StoredContact.PlatformValue] {
        let channel: String
        let isSubscribed: Bool
        switch kind {
        case .smsSubscribe: (channel, isSubscribed) = ("sms", true)
        case .smsUnsubscribe: (channel, isSubscribed) = ("sms", false)
        case .emailSubscribe: (channel, isSubscribed) = ("email", true)
        case .emailUnsubscribe: (channel, isSubscribed) = ("email", false)
        case .deleteContact: return []
        }
        let values: KeyValuePairs<String, AttributeValue> = [
            "_is_subscribed_\(channel)": .bool(isSubscribed),
            "_date_\(isSubscribed ? "" : "un")subscribed_\(channel)": .moment(moment),
        ]
        return values.map { attribute, value in
            StoredContact.PlatformValue(
                attribute: attribute,
                value: value,
                at: moment,
                action: kind.rawValue,
                reason: reason,
                origin: origin
            )
        }
    }
}

extension AudienceMemory {
    /// What a contact can be known by beside its user id: e-mail addresses and phone numbers.
    func identifiers(of number: UInt32) -> [String] {
        guard let record = contacts.record(number),
            let contact = try? StoredContact(encoded: record.payload)
        else { return [] }
        return ["_email", "_phone_mobile"].flatMap { contact[$0]?.texts ?? [] }
    }

    /// Applies the plan, fills in the merge results, and returns the changed identities.
    mutating func take(
        _ plan: inout ApplyPlan,
        _ sources: ProjectSources
    ) -> [MergedIdentity] {
        let change = apply(plan.edits)
        for event in plan.events { add(event.number, of: event.contact, event.record.eventID) }
        add(aliases: change.orphans)
        remove(aliases: plan.forgotten)
        plan.changes.aliases = change.orphans.map {
            AudienceAlias(audienceID: $0.alias.description, heirID: $0.heir.description)
        }
        plan.figures.identities = change.changed.count
        plan.changes.statistics += merges(plan, sources)
        var touched = change.changed
        var seen = Set(touched.map(\.id))
        for case .set(let record, _, _) in plan.edits {
            guard let identity = identity(of: record.number), seen.insert(identity.id).inserted
            else { continue }
            touched.append(identity)
        }
        return touched
    }

    /// How many of the new contacts joined others, by data source.
    private func merges(
        _ plan: ApplyPlan,
        _ sources: ProjectSources
    ) -> [StreamStatistics.Change] {
        var counts: [UInt16: Int] = [:]
        for number in plan.created where (identity(of: number)?.members.count ?? 0) > 1 {
            counts[contacts.key(of: number).source, default: 0] += 1
        }
        return counts.compactMap { source, count in
            guard let id = sources.id(of: source) else { return nil }
            var amounts = StreamStatistics()
            amounts.contactsMerged = count
            return StreamStatistics.Change(
                dataSource: id,
                project: plan.changes.project,
                amounts: amounts
            )
        }
    }
}
