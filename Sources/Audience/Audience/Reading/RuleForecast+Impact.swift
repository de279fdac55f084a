import AudienceModel
import Essentials
import Identity

extension RuleForecast {
    /// The forecast from the comparison of two graphs.
    init(_ impact: RuleImpact, _ audience: ProjectAudience) {
        let sources = audience.sources
        func person(_ identity: MergedIdentity) -> Person {
            let members = audience.memory.withReadLock { memory in
                identity.members.prefix(20).compactMap { number -> SourceContactKey? in
                    let number = UInt32(truncatingIfNeeded: number)
                    guard memory.contacts.contains(number) else { return nil }
                    let key = memory.contacts.key(of: number)
                    return sources.id(of: key.source).map {
                        SourceContactKey(dataSource: $0, userID: key.userID)
                    }
                }
            }
            return Person(audienceID: identity.id.description, members: members)
        }
        self.init(
            peopleBefore: impact.identitiesBefore,
            peopleAfter: impact.identitiesAfter,
            changed: impact.changed,
            merges: impact.merges,
            splits: impact.splits,
            overMergedContacts: impact.overMergedContacts,
            crowdedValues: impact.crowdedValues,
            largest: impact.largest.filter { $0.members.count > 1 }.map(person),
            sample: impact.sample.map(person)
        )
    }
}
