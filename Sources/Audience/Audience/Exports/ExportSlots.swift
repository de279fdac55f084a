import Essentials

/// Limits how many exports run at once, in all and of one organization: each takes a part of a
/// core, and a client that reads slowly keeps its own for long.
final class ExportSlots: Sendable {
    private struct Taken {
        var count = 0
        var byOrganization: [Int64: Int] = [:]
    }

    private let capacity: Int
    private let capacityPerOrganization: Int
    private let taken = Locked(Taken())

    init(capacity: Int, perOrganization: Int) {
        self.capacity = capacity
        capacityPerOrganization = perOrganization
    }

    /// Takes a slot; releasing it makes it free again.
    func take(_ organization: Int64) throws(ServiceError) -> ExportSlot {
        try taken.withLock { taken throws(ServiceError) in
            guard taken.byOrganization[organization, default: 0] < capacityPerOrganization else {
                throw .exhausted(
                    "At most \(capacityPerOrganization) exports of an organization run at once",
                    retryAfter: .seconds(5)
                )
            }
            guard taken.count < capacity else {
                throw .overloaded("\(capacity) exports are under way, the most")
            }
            taken.count += 1
            taken.byOrganization[organization, default: 0] += 1
        }
        return ExportSlot(self, organization)
    }

    fileprivate func free(_ organization: Int64) {
        taken.withLock { taken in
            taken.count -= 1
            let left = taken.byOrganization[organization, default: 1] - 1
            taken.byOrganization[organization] = left > 0 ? left : nil
        }
    }
}

/// A slot of a running export.
final class ExportSlot: Sendable {
    private let slots: ExportSlots
    private let organization: Int64

    fileprivate init(_ slots: ExportSlots, _ organization: Int64) {
        self.slots = slots
        self.organization = organization
    }

    deinit { slots.free(organization) }
}
