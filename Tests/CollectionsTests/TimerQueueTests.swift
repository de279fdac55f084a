import Collections
import Essentials
import Testing

@Suite struct TimerQueueTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `values come out when due, in order of arrival within a moment`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = TimerQueue<Int>()
        var oracle: [(due: Timestamp, value: Int)] = []
        var now: Int64 = 0
        for value in 0..<2_000 {
            if Bool.random(using: &random) {
                let due = Timestamp(seconds: now + Int64.random(in: 0..<10, using: &random))
                queue.insert(value, at: due)
                let place = oracle.firstIndex { $0.due > due } ?? oracle.count
                oracle.insert((due, value), at: place)
            } else {
                now += Int64.random(in: 0...2, using: &random)
                let isDue = oracle.first.map { $0.due <= Timestamp(seconds: now) } ?? false
                let popped = queue.popDue(at: Timestamp(seconds: now))
                #expect(popped == (isDue ? oracle.removeFirst().value : nil))
            }
            #expect(queue.count == oracle.count)
            #expect(queue.nextDue == oracle.first?.due)
        }
    }
}
