public import Essentials

/// What is to be done at one moment, in slots and numbers.
@usableFromInline
struct EngineTurn: Sendable {
    @usableFromInline
    struct HandOff: Sendable {
        @usableFromInline let slot: Int32
        @usableFromInline let carrier: UInt8
        @usableFromInline let attempt: Int
    }

    @usableFromInline var handOffs: [HandOff] = []
    @usableFromInline var expired: [Int32] = []
    @usableFromInline var unroutable: [Int32] = []
    @usableFromInline var wakeAt: Timestamp?
}

extension DispatchEngine {
    @usableFromInline
    mutating func next(at time: Timestamp, limit: Int) -> EngineTurn {
        let now = advance(to: time)
        var turn = EngineTurn()
        dropExpired(into: &turn, at: now)
        admitDue(at: now)
        dropUnroutable(into: &turn)
        let waitingLanes = handOff(into: &turn, at: now, limit: limit)
        turn.wakeAt = wakeUp(waitingLanes, at: now, isCut: turn.handOffs.count >= limit)
        return turn
    }

    private mutating func dropExpired(into turn: inout EngineTurn, at now: Timestamp) {
        while let first = expiry.first {
            if isCurrent(first) {
                guard first.at <= now else { return }
                // What is handed off does not expire; a later wish to retry finds that it has.
                if slots[Int(first.slot)].state != .handedOff {
                    turn.expired.append(first.slot)
                    release(first.slot)
                }
            }
            expiry.removeFirst()
        }
    }

    private mutating func admitDue(at now: Timestamp) {
        while let first = due.first {
            if isCurrent(first), slots[Int(first.slot)].state == .delayed {
                guard first.at <= now else { return }
                delayedCount -= 1
                standInLine(first.slot)
            }
            due.removeFirst()
        }
    }

    private mutating func dropUnroutable(into turn: inout EngineTurn) {
        guard !unroutable.isEmpty else { return }
        for waiting in unroutable where isCurrent(waiting) {
            turn.unroutable.append(waiting.slot)
            release(waiting.slot)
        }
        unroutable.removeAll()
    }

    /// Hands off while carriers have places, a turn for each lane; returns lanes that wait for one.
    private mutating func handOff(
        into turn: inout EngineTurn,
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
            turn.handOffs.append(
                EngineTurn.HandOff(
                    slot: slot,
                    carrier: carrier,
                    attempt: slots[Int(slot)].attempts + 1
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
        var earliest = due.first?.at
        func consider(_ moment: Timestamp?) {
            guard let moment else { return }
            earliest = min(earliest ?? moment, moment)
        }
        consider(expiry.first?.at)
        for lane in waitingLanes { consider(lanes[lane].nextPlace(&gates, after: now)) }
        return earliest
    }
}
