import AccountsModel
import Attributes
import Essentials
import Filters
import Identity

extension ProjectAudience {
    /// The filter with the source contacts of the contacts that it names.
    ///
    /// A user id stands for the whole contact that has it, as an audience id does.
    func resolved(_ filter: BoundEventFilter) -> BoundEventFilter {
        let contacts = filter.contacts
        guard !contacts.isEmpty else { return filter }
        var sources: [EventContact: Set<UInt32>] = [:]
        for contact in contacts {
            let numbers = memory.withReadLock { memory in
                contact.names.flatMap { memory.members(contact.key, $0, self.sources) }
            }
            sources[contact] = index.withLock { index in
                Set(numbers.compactMap { index.sourceRow(of: $0) })
            }
        }
        return filter.resolved(sources)
    }
}

extension AudienceMemory {
    /// The numbers of the source contacts of a named contact.
    fileprivate func members(
        _ key: EventContact.Key,
        _ name: String,
        _ sources: ProjectSources
    ) -> [UInt32] {
        let identities: [MergedIdentity]
        switch key {
        case .audienceID: identities = AudienceID(name).flatMap { identity($0) }.map { [$0] } ?? []
        case .userID:
            let names = Set([name, VisibleText.stripped(name)])
            identities = sources.all.flatMap { source in
                names.compactMap { name in
                    contacts.number(of: name, source: UInt16(clamping: source.sequence))
                        .flatMap { identity(of: $0) }
                }
            }
        }
        return identities.flatMap { $0.members.map { UInt32(truncatingIfNeeded: $0) } }
    }
}
