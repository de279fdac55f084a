import Collections
public import Essentials
public import MessagingModel

extension Dispatcher {
    /// Decides what to do now, with at most the given number of hand-offs.
    public mutating func next(at time: Timestamp, limit: Int = 1000) -> DispatchTurn {
        let now = advance(to: time)
        var turn = DispatchTurn()
        dropExpired(into: &turn, at: now)
        admitDue(at: now)
        dropUnroutable(into: &turn)
        let waitingGroups = handOff(into: &turn, at: now, limit: limit)
        turn.wakeAt = wakeUp(waitingGroups, at: now, isCut: turn.handOffs.count >= limit)
        return turn
    }

    private mutating func dropExpired(into turn: inout DispatchTurn, at now: Timestamp) {
        while let first = expiry.min {
            if isCurrent(first) {
                guard first.at <= now else { return }
                // A handed-off message does not expire; a retry will find that it is too late.
                if slots[Int(first.slot)].state != .handedOff {
                    turn.expired.append(slots[Int(first.slot)].message.submission.key)
                    release(first.slot)
                }
            }
            expiry.popMin()
        }
    }

    private mutating func admitDue(at now: Timestamp) {
        while let first = due.min {
            if isCurrent(first), slots[Int(first.slot)].state == .delayed {
                guard first.at <= now else { return }
                delayedCount -= 1
                appendToQueue(first.slot)
            }
            due.popMin()
        }
    }

    private mutating func dropUnroutable(into turn: inout DispatchTurn) {
        guard !unroutable.isEmpty else { return }
        for waiting in unroutable where isCurrent(waiting) {
            turn.unroutable.append(slots[Int(waiting.slot)].message.submission.key)
            release(waiting.slot)
        }
        unroutable.removeAll()
    }

    /// Hands off while carriers have room, in turn for each group; returns groups that wait for
    /// room.
    private mutating func handOff(
        into turn: inout DispatchTurn,
        at now: Timestamp,
        limit: Int
    ) -> [Int] {
        var open = activeGroups
        var waiting: [Int] = []
        var position = 0
        while turn.handOffs.count < limit, !open.isEmpty {
            if position >= open.count { position = 0 }
            let group = open[position]
            guard queues.count(inGroup: group) > 0 else {
                isActive[group] = false
                open.remove(at: position)
                continue
            }
            guard let carrier = groups[group].choose(&gates, at: now),
                let slot = queues.takeFirst(inGroup: group, slots: &slots)
            else {
                waiting.append(group)
                open.remove(at: position)
                continue
            }
            slots[Int(slot)].state = .handedOff
            slots[Int(slot)].carrier = carrier
            handOffsCount += 1
            slots[Int(slot)].handOff = handOffsCount
            turn.handOffs.append(
                .init(
                    slots[Int(slot)].message.submission.key,
                    carrier: carriers[carrier],
                    attempt: slots[Int(slot)].attempts + 1,
                    at: now
                )
            )
            position += 1
        }
        // The next call starts with the group that would have been next.
        let split = min(position, open.count)
        activeGroups = waiting + open[split...] + open[..<split]
        return waiting
    }

    private mutating func wakeUp(
        _ waitingGroups: [Int],
        at now: Timestamp,
        isCut: Bool
    ) -> Timestamp? {
        if isCut, waitingGroups.count < activeGroups.count { return now }
        var earliest = due.min?.at
        func consider(_ moment: Timestamp?) {
            guard let moment else { return }
            earliest = min(earliest ?? moment, moment)
        }
        consider(expiry.min?.at)
        for group in waitingGroups { consider(groups[group].nextPlace(&gates, after: now)) }
        return earliest
    }
}

/// The dispatcher's decisions at one time.
public struct DispatchTurn: Sendable {
    /// Messages to hand off; each waits for its answer from now on.
    public internal(set) var handOffs: [PipelineChange.HandOff] = []
    /// Messages that expired; the dispatcher has dropped them.
    public internal(set) var expired: [MessageKey] = []
    /// Messages without a route; the dispatcher has dropped them.
    public internal(set) var unroutable: [MessageKey] = []
    /// When to call again if nothing else happens before; nil for never.
    public internal(set) var wakeAt: Timestamp?
}
