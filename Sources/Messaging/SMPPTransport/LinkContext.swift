import Essentials
import EventLoop
import SMPPSession

/// What the links of one loop share: the clock, metrics, and buffers, so that idle links have none.
///
/// Created on any thread, then used on its loop's thread only.
final class LinkContext: @unchecked Sendable {
    // Safe to share: `loop`, `metrics` and `clock` never change; the rest is used only by links of
    // the loop, on its thread.
    let metrics: SMPPMetrics
    var tally = PDUTally()
    var actions = BufferPool<SessionAction>()
    var output = BufferPool<UInt8>()
    private let loop: EventLoop
    private let clock: any Clock
    private var publishesAtEndOfTurn = false

    init(loop: EventLoop, metrics: SMPPMetrics, clock: any Clock) {
        self.loop = loop
        self.metrics = metrics
        self.clock = clock
    }

    var now: Timestamp { clock.now }

    func publishAtEndOfTurn() {
        guard !publishesAtEndOfTurn else { return }
        publishesAtEndOfTurn = true
        loop.atEndOfTurn(self)
    }
}

extension LinkContext: EndOfTurn {
    func turnEnds() {
        publishesAtEndOfTurn = false
        metrics.take(&tally)
    }
}

/// Empty arrays with capacity, lent to links while they work.
struct BufferPool<Element> {
    private var idle: [[Element]] = []

    private static var idleLimit: Int { 4 }
    private static var bytesKept: Int { 1_048_576 }

    /// Lends capacity to an array without any.
    mutating func lend(_ array: inout [Element]) {
        guard array.capacity == 0, let room = idle.popLast() else { return }
        array = room
    }

    /// Takes the capacity back; the array's contents are dropped.
    mutating func giveBack(_ array: inout [Element]) {
        guard array.capacity > 0 else { return }
        var room: [Element] = []
        swap(&room, &array)
        guard idle.count < Self.idleLimit,
            room.capacity * MemoryLayout<Element>.stride <= Self.bytesKept
        else { return }
        room.removeAll(keepingCapacity: true)
        idle.append(room)
    }
}
