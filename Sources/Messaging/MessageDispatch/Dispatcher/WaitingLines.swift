/// Messages that are due, in lines: one for each project within each lane, first in, first out.
///
/// A lane is a list of candidate carriers. Its projects take turns; every operation takes constant
/// time.
struct WaitingLines: Sendable {
    private struct Name: Hashable {
        let lane: Int32
        let project: Int64
    }

    /// The messages of one project in one lane, linked through their slots.
    private struct Line: Sendable {
        var name: Name
        var head: Int32 = -1
        var tail: Int32 = -1
        /// The line whose turn it is after this one; links the free lines as well.
        var next: Int32 = -1
    }

    /// The lines of one lane in the order of their turns.
    private struct Turns: Sendable {
        var head: Int32 = -1
        var tail: Int32 = -1
        var count = 0
    }

    private var lines: [Line] = []
    private var freeLine: Int32 = -1
    private var numbers: [Name: Int32] = [:]
    private var lanes: [Turns] = []

    /// How many messages wait in the lane.
    func count(inLane lane: Int) -> Int { lane < lanes.count ? lanes[lane].count : 0 }

    /// Adds the message at the end of its project's line.
    mutating func append(_ slot: Int32, lane: Int, project: Int64, slots: inout [Slot]) {
        while lanes.count <= lane { lanes.append(Turns()) }
        let number = line(Name(lane: Int32(lane), project: project))
        let tail = lines[Int(number)].tail
        slots[Int(slot)].line = number
        slots[Int(slot)].previous = tail
        slots[Int(slot)].next = -1
        if tail >= 0 {
            slots[Int(tail)].next = slot
        } else {
            lines[Int(number)].head = slot
        }
        lines[Int(number)].tail = slot
        lanes[lane].count += 1
    }

    /// Takes the first message of the project whose turn it is.
    mutating func takeFirst(inLane lane: Int, slots: inout [Slot]) -> Int32? {
        while lanes[lane].head >= 0 {
            let number = lanes[lane].head
            lanes[lane].head = lines[Int(number)].next
            if lanes[lane].head < 0 { lanes[lane].tail = -1 }
            let slot = lines[Int(number)].head
            guard slot >= 0 else {
                free(number)
                continue
            }
            unlink(slot, slots: &slots)
            if lines[Int(number)].head < 0 {
                free(number)
            } else {
                enqueueTurn(number, lane: lane)
            }
            return slot
        }
        return nil
    }

    /// Takes the message out of its line; an empty line is removed at its turn.
    mutating func unlink(_ slot: Int32, slots: inout [Slot]) {
        let number = Int(slots[Int(slot)].line)
        let previous = slots[Int(slot)].previous
        let next = slots[Int(slot)].next
        if previous >= 0 {
            slots[Int(previous)].next = next
        } else {
            lines[number].head = next
        }
        if next >= 0 {
            slots[Int(next)].previous = previous
        } else {
            lines[number].tail = previous
        }
        slots[Int(slot)].line = -1
        lanes[Int(lines[number].name.lane)].count -= 1
    }

    private mutating func line(_ name: Name) -> Int32 {
        if let known = numbers[name] { return known }
        let number: Int32
        if freeLine >= 0 {
            number = freeLine
            freeLine = lines[Int(number)].next
            lines[Int(number)] = Line(name: name)
        } else {
            number = Int32(lines.count)
            lines.append(Line(name: name))
        }
        numbers[name] = number
        enqueueTurn(number, lane: Int(name.lane))
        return number
    }

    private mutating func free(_ number: Int32) {
        numbers[lines[Int(number)].name] = nil
        lines[Int(number)].next = freeLine
        freeLine = number
    }

    private mutating func enqueueTurn(_ number: Int32, lane: Int) {
        lines[Int(number)].next = -1
        if lanes[lane].tail >= 0 {
            lines[Int(lanes[lane].tail)].next = number
        } else {
            lanes[lane].head = number
        }
        lanes[lane].tail = number
    }
}
