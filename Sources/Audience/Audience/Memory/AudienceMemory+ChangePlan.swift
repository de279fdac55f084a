import AudienceModel
import Essentials
import Identity

extension AudienceMemory {
    /// The e-mail addresses and phone numbers of a contact.
    func identifiers(of number: UInt32) throws(UnreadableContact) -> [String] {
        guard let record = contacts.record(number) else { return [] }
        let contact = try record.contact()
        return ["_email", "_phone_mobile"].flatMap { contact[$0]?.texts ?? [] }
    }

    /// Applies a plan, and adds to it what changed in the identities.
    mutating func apply(_ plan: inout ChangePlan, _ sources: ProjectSources) {
        let change = apply(plan.edits)
        for event in plan.events { add(event.number, of: event.contact, event.record.eventID) }
        drop(plan.droppedEvents)
        add(aliases: change.orphans)
        remove(aliases: plan.forgotten)
        plan.changes.aliases = change.orphans.map {
            AudienceAlias(audienceID: $0.alias.description, heirID: $0.heir.description)
        }
        plan.figures.identities = change.changed.count
        plan.changes.statistics += merges(plan, sources)
        plan.touched = change.changed
        var seen = Set(plan.touched.map(\.id))
        for case .set(let record, _, _) in plan.edits {
            guard let identity = identity(of: record.number), seen.insert(identity.id).inserted
            else { continue }
            plan.touched.append(identity)
        }
    }

    /// How many of the new contacts joined others, by data source.
    private func merges(
        _ plan: ChangePlan,
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
