import Collections
public import Essentials
public import MessagingModel

extension Dispatcher {
    /// What is to be done now, with at most the given number of hand-offs.
    public mutating func next(at time: Timestamp, limit: Int = 1000) -> DispatchTurn {
        let now = advance(to: time)
        var turn = DispatchTurn()
        dropExpired(into: &turn, at: now)
        admitDue(at: now)
        dropUnroutable(into: &turn)
        let waitingLanes = handOff(into: &turn, at: now, limit: limit)
        turn.wakeAt = wakeUp(waitingLanes, at: now, isCut: turn.handOffs.count >= limit)
        return turn
    }

    private mutating func dropExpired(into turn: inout DispatchTurn, at now: Timestamp) {
        while let first = expiry.min {
            if isCurrent(first) {
                guard first.at <= now else { return }
                // A handed-off message does not expire; a retry will find that its time is over.
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
                standInLine(first.slot)
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

    /// Hands off while carriers have room, a turn for each lane; returns lanes that wait for some.
    private mutating func handOff(
        into turn: inout DispatchTurn,
        at now: Timestamp,
        limit: Int
    ) -> [Int] {
        var open = activeLanes
        var waiting: [Int] = []
        var position = 0
        while turn.handOffs.count < limit, !open.isEmpty {
            if position >= open.count { position = 0 }
            let lane = open[position]
            guard lines.count(inLane: lane) > 0 else {
                isActive[lane] = false
                open.remove(at: position)
                continue
            }
            guard let carrier = lanes[lane].choose(&gates, at: now),
                let slot = lines.takeFirst(inLane: lane, slots: &slots)
            else {
                waiting.append(lane)
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
        // The next turn begins with the lane that would have been next.
        let split = min(position, open.count)
        activeLanes = waiting + open[split...] + open[..<split]
        return waiting
    }

    private mutating func wakeUp(
        _ waitingLanes: [Int],
        at now: Timestamp,
        isCut: Bool
    ) -> Timestamp? {
        if isCut, waitingLanes.count < activeLanes.count { return now }
        var earliest = due.min?.at
        func consider(_ moment: Timestamp?) {
            guard let moment else { return }
            earliest = min(earliest ?? moment, moment)
        }
        consider(expiry.min?.at)
        for lane in waitingLanes { consider(lanes[lane].nextPlace(&gates, after: now)) }
        return earliest
    }
}

/// What is to be done at one moment.
public struct DispatchTurn: Sendable {
    /// Messages to hand off; each waits for its answer from now on.
    public internal(set) var handOffs: [PipelineChange.HandOff] = []
    /// Messages that expired; the dispatcher has dropped them.
    public internal(set) var expired: [MessageKey] = []
    /// Messages without a route; the dispatcher has dropped them.
    public internal(set) var unroutable: [MessageKey] = []
    /// When to ask again if nothing else happens before; nil for never.
    public internal(set) var wakeAt: Timestamp?
}
