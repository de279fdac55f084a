public import Essentials

/// The dispatcher without names: entries are slots and carriers are numbers.
///
/// Not generic, so that it is compiled once and fully; ``Dispatcher`` puts the names on.
@usableFromInline
struct DispatchEngine: Sendable {
    @usableFromInline let policy: DispatchPolicy
    var gates: [CarrierGate] = []
    var slots: [Slot] = []
    var matcher = RouteMatcher([])
    /// One for each of the matcher's lists of candidates.
    var lanes: [Lane] = []
    var lines = WaitingLines()
    /// Lanes in which entries may wait, in the order of their turns.
    var activeLanes: [Int] = []
    var isActive: [Bool] = []
    var due = DeadlineHeap()
    var expiry = DeadlineHeap()
    var unroutable: [Deadline] = []
    var generator: SeededGenerator
    var occupied = 0
    var delayedCount = 0
    private var freeSlot: Int32 = -1
    private var latest = Timestamp(microseconds: .min)

    @usableFromInline
    init(policy: DispatchPolicy, seed: UInt64) {
        self.policy = policy
        generator = SeededGenerator(seed: seed)
    }

    /// Takes in an entry; there must be room.
    @usableFromInline
    mutating func enqueue(_ entry: WaitingEntry, at time: Timestamp) -> Int32 {
        let now = advance(to: time)
        let slot = allocate(entry)
        expiry.insert(deadline(of: slot, at: entry.expiresAt))
        if expiry.count > 2 * occupied + 1024 {
            expiry.keep { [slots] in slots[Int($0.slot)].generation == $0.generation }
        }
        wait(slot, until: entry.dueAt, now: now)
        return slot
    }

    /// Drops an entry that is not handed off, and says whether it did.
    @usableFromInline
    mutating func forget(_ slot: Int32) -> Bool {
        guard slots[Int(slot)].state != .handedOff else { return false }
        release(slot)
        return true
    }

    /// Puts the rules in force for what waits and for what will come.
    mutating func setRules(_ rules: [IndexedRule]) {
        let standing = standingOrder()
        matcher = RouteMatcher(rules)
        lanes = []
        lines = WaitingLines()
        activeLanes = []
        isActive = []
        // What is delayed or handed off is routed anew when it comes back in line.
        for slot in standing { standInLine(slot) }
    }

    /// Whether a carrier has hand-offs that it did not answer.
    func isInUse(_ carrier: UInt8) -> Bool { gates[Int(carrier)].inFlight > 0 }

    func queuedByCarrier() -> [Int] {
        var queued = Array(repeating: 0, count: gates.count)
        for lane in activeLanes {
            let candidates = lanes[lane].candidates
            let next = candidates.first { gates[Int($0.carrier)].isAvailable }
            guard let carrier = (next ?? candidates.first)?.carrier else { continue }
            queued[Int(carrier)] += lines.count(inLane: lane)
        }
        return queued
    }

    /// The time that only goes forward, whatever the machine's clock does.
    mutating func advance(to time: Timestamp) -> Timestamp {
        latest = max(latest, time)
        return latest
    }

    // MARK: Moving entries

    /// Lets an entry wait for its time, or for a carrier when its time has come.
    mutating func wait(_ slot: Int32, until moment: Timestamp, now: Timestamp) {
        guard moment > now else {
            standInLine(slot)
            return
        }
        slots[Int(slot)].state = .delayed
        delayedCount += 1
        due.insert(deadline(of: slot, at: moment))
        if due.count > 2 * delayedCount + 1024 {
            due.keep { [slots] in
                let slot = slots[Int($0.slot)]
                return slot.generation == $0.generation && slot.state == .delayed
            }
        }
    }

    /// Puts an entry at the end of its line.
    mutating func standInLine(_ slot: Int32) {
        let place = slots[Int(slot)]
        let lane = lane(for: place)
        guard lane > 0 else {
            slots[Int(slot)].state = .unroutable
            unroutable.append(deadline(of: slot, at: place.entry.dueAt))
            return
        }
        while lanes.count <= lane {
            lanes.append(Lane(matcher.groups[lanes.count]))
            isActive.append(false)
        }
        slots[Int(slot)].state = .inLine
        lines.append(slot, lane: lane, project: place.entry.project, slots: &slots)
        if !isActive[lane] {
            isActive[lane] = true
            activeLanes.append(lane)
        }
    }

    /// The number of the entry's candidates; those that failed it in this round come last.
    mutating func lane(for place: Slot) -> Int {
        let group: Int
        if let forced = place.entry.forcedCarrier {
            group = matcher.number(of: [Candidate(carrier: forced, rank: 0, weight: 1)])
        } else {
            group = matcher.group(
                destination: place.entry.destination,
                country: place.entry.country,
                sender: place.entry.sender,
                project: place.entry.project
            )
        }
        guard place.tried != 0 else { return group }
        var untried: [Candidate] = []
        var tried: [Candidate] = []
        for candidate in matcher.groups[group] {
            if place.tried & 1 << UInt64(candidate.carrier) == 0 {
                untried.append(candidate)
            } else {
                tried.append(candidate)
            }
        }
        let lowest = (untried.last?.rank).map { $0 + 1 } ?? 0
        for candidate in tried {
            untried.append(
                Candidate(
                    carrier: candidate.carrier,
                    rank: lowest + candidate.rank,
                    weight: candidate.weight
                )
            )
        }
        return matcher.number(of: untried)
    }

    // MARK: Slots

    func deadline(of slot: Int32, at moment: Timestamp) -> Deadline {
        Deadline(at: moment, slot: slot, generation: slots[Int(slot)].generation)
    }

    func isCurrent(_ deadline: Deadline) -> Bool {
        slots[Int(deadline.slot)].generation == deadline.generation
    }

    private mutating func allocate(_ entry: WaitingEntry) -> Int32 {
        occupied += 1
        guard freeSlot >= 0 else {
            slots.append(Slot(attempts: entry.attempts, entry: entry))
            return Int32(slots.count - 1)
        }
        let slot = freeSlot
        freeSlot = slots[Int(slot)].next
        let generation = slots[Int(slot)].generation
        slots[Int(slot)] = Slot(
            generation: generation,
            attempts: entry.attempts,
            entry: entry
        )
        return slot
    }

    /// Takes the entry from wherever it waits and gives its place back.
    mutating func release(_ slot: Int32) {
        switch slots[Int(slot)].state {
        case .inLine: lines.unlink(slot, slots: &slots)
        case .delayed: delayedCount -= 1
        case .free, .unroutable, .handedOff: break
        }
        slots[Int(slot)].state = .free
        slots[Int(slot)].generation &+= 1
        slots[Int(slot)].next = freeSlot
        freeSlot = slot
        occupied -= 1
    }

    /// All entries in line, each line from its first to its last.
    private func standingOrder() -> [Int32] {
        var order: [Int32] = []
        for slot in slots.indices
        where slots[slot].state == .inLine && slots[slot].previous < 0 {
            var standing = Int32(slot)
            while standing >= 0 {
                order.append(standing)
                standing = slots[Int(standing)].next
            }
        }
        return order
    }
}
