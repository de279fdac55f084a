import AccountsModel
import Collections
public import Essentials
public import MessagingModel

/// Decides which waiting message goes to which carrier and when; it never sends one itself.
///
/// A pure state machine: events and the time go in, decisions come out. Its owner records every
/// hand-off durably before acting on it, and answers each exactly once with
/// ``answered(_:attempt:handOff:with:at:)``.
///
/// - A message is never handed off twice without an answer in between.
/// - No carrier has more unanswered hand-offs than its window, nor more per second than its rate.
/// - Projects take turns, so a project with a backlog does not hold up another.
/// - Nothing is lost: a message waits, is handed off, or leaves with a reason.
///
/// A hand-off costs about half a microsecond from ``enqueue(_:at:)`` to the answer.
public struct Dispatcher: Sendable {
    let policy: DispatchPolicy
    /// The slot of each message.
    var index: [MessageKey: Int32] = [:]
    var slots: [Slot] = []
    var carriers = CarrierDirectory()
    /// One gate for each carrier, by its number in the directory.
    var gates: [CarrierGate] = []
    var routes: [Route] = []
    var matcher = RouteMatcher([])
    /// One for each of the matcher's lists of candidates.
    var groups: [CandidateGroup] = []
    var queues = WaitingQueues()
    /// Groups in which messages may wait, in the order of their turns.
    var activeGroups: [Int] = []
    var isActive: [Bool] = []
    var due = Heap<Deadline>()
    var expiry = Heap<Deadline>()
    var unroutable: [Deadline] = []
    var generator: SeededGenerator
    /// The number of messages that wait for their time.
    public internal(set) var delayedCount = 0
    private var freeSlot: Int32 = -1
    var handOffsCount = 0
    var latest = Timestamp(microseconds: .min)

    /// Creates an empty dispatcher; the seed decides the jitter.
    public init(policy: DispatchPolicy = DispatchPolicy(), seed: UInt64) {
        self.policy = policy
        generator = SeededGenerator(seed: seed)
    }

    /// How many more messages fit.
    public var room: Int { max(0, policy.capacity - index.count) }

    /// The number of messages that wait or are handed off.
    public var count: Int { index.count }

    /// Whether the message waits or is handed off.
    public func contains(_ key: MessageKey) -> Bool { index[key] != nil }

    /// What the carrier gets at this attempt; nil if the message is not here.
    public func submission(_ key: MessageKey, attempt: Int) -> Submission? {
        guard let slot = index[key] else { return nil }
        var submission = slots[Int(slot)].message.submission
        submission.attempt = attempt
        submission.handOff = slots[Int(slot)].handOff
        return submission
    }

    // MARK: Messages

    /// Adds a message if there is room.
    public mutating func enqueue(_ message: QueuedMessage, at time: Timestamp) -> Admission {
        let key = message.submission.key
        guard room > 0 else { return .full }
        guard index[key] == nil else { return .duplicate }
        var forced: UInt8?
        if message.isTest {
            forced = registered(.simulator)
            guard forced != nil else { return .unknownCarrier }
        }
        let now = advance(to: time)
        let slot = allocate(message, forcedCarrier: forced)
        index[key] = slot
        expiry.insert(deadline(of: slot, at: message.submission.expiresAt))
        if expiry.count > 2 * index.count + 1024 {
            expiry.removeAll { [slots] in slots[Int($0.slot)].generation != $0.generation }
        }
        wait(slot, until: message.dueAt, now: now)
        return .accepted
    }

    /// The waiting messages of the projects, without those that are handed off.
    func waiting(of projects: ProjectSet) -> [MessageKey] {
        slots.compactMap { slot in
            let key = slot.message.submission.key
            switch slot.state {
            case .free, .handedOff: return nil
            case .delayed, .queued, .unroutable: return projects.contains(key.project) ? key : nil
            }
        }
    }

    /// Drops a waiting message, for example because it is cancelled; one that is handed off stays.
    public mutating func remove(_ key: MessageKey) -> Removal {
        guard let slot = index[key] else { return .absent }
        guard slots[Int(slot)].state != .handedOff else { return .handedOff }
        release(slot)
        return .removed
    }

    /// The time, which never goes back, whatever the machine's clock does.
    mutating func advance(to time: Timestamp) -> Timestamp {
        latest = max(latest, time)
        return latest
    }

    // MARK: Waiting

    /// Lets a message wait for its time, or queues it if its time has come.
    mutating func wait(_ slot: Int32, until moment: Timestamp, now: Timestamp) {
        guard moment > now else {
            appendToQueue(slot)
            return
        }
        slots[Int(slot)].state = .delayed
        delayedCount += 1
        due.insert(deadline(of: slot, at: moment))
        if due.count > 2 * delayedCount + 1024 {
            due.removeAll { [slots] in
                slots[Int($0.slot)].generation != $0.generation
                    || slots[Int($0.slot)].state != .delayed
            }
        }
    }

    /// Appends a message to its queue.
    mutating func appendToQueue(_ slot: Int32) {
        let group = group(of: slot)
        guard group > 0 else {
            slots[Int(slot)].state = .unroutable
            unroutable.append(deadline(of: slot, at: slots[Int(slot)].message.dueAt))
            return
        }
        while groups.count <= group {
            groups.append(CandidateGroup(matcher.groups[groups.count]))
            isActive.append(false)
        }
        slots[Int(slot)].state = .queued
        queues.append(slot, group: group, project: slots[Int(slot)].project, slots: &slots)
        if !isActive[group] {
            isActive[group] = true
            activeGroups.append(group)
        }
    }

    /// The number of the message's candidates; carriers that failed it in this round come last.
    mutating func group(of slot: Int32) -> Int {
        let group: Int
        if let forced = slots[Int(slot)].forcedCarrier {
            group = matcher.number(of: [Candidate(carrier: forced, rank: 0, weight: 1)])
        } else {
            group = matcher.group(
                destination: slots[Int(slot)].message.submission.destination,
                country: slots[Int(slot)].country,
                sender: slots[Int(slot)].message.submission.sender,
                project: slots[Int(slot)].project
            )
        }
        let failed = slots[Int(slot)].tried
        guard failed != 0 else { return group }
        var untried: [Candidate] = []
        var tried: [Candidate] = []
        for candidate in matcher.groups[group] {
            if failed & 1 << UInt64(candidate.carrier) == 0 {
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

    private mutating func allocate(_ message: QueuedMessage, forcedCarrier: UInt8?) -> Int32 {
        var slot = Slot(message, forcedCarrier: forcedCarrier)
        guard freeSlot >= 0 else {
            slots.append(slot)
            return Int32(slots.count - 1)
        }
        let place = freeSlot
        freeSlot = slots[Int(place)].next
        slot.generation = slots[Int(place)].generation
        slots[Int(place)] = slot
        return place
    }

    /// Removes the message from its queue, and frees its slot.
    mutating func release(_ slot: Int32) {
        switch slots[Int(slot)].state {
        case .queued: queues.unlink(slot, slots: &slots)
        case .delayed: delayedCount -= 1
        case .free, .unroutable, .handedOff: break
        }
        index[slots[Int(slot)].message.submission.key] = nil
        slots[Int(slot)].state = .free
        slots[Int(slot)].generation &+= 1
        slots[Int(slot)].next = freeSlot
        freeSlot = slot
    }
}

/// Whether a message was added.
public enum Admission: Hashable, Sendable {
    /// It was added.
    case accepted
    /// There is no room; nothing happened.
    case full
    /// The message is already there; nothing happened.
    case duplicate
    /// It needs one carrier more than ``CarrierSettings/mostCarriers``; nothing happened.
    case unknownCarrier
}

/// The result of removing a message.
public enum Removal: Hashable, Sendable {
    /// It was waiting and is removed.
    case removed
    /// It is handed off; the carrier's answer decides.
    case handedOff
    /// There is no such message.
    case absent
}
