import Collections
import Testing

@Suite struct BoundedQueueTests {
    @Test func `a queue refuses what it has no room for and keeps the order`() {
        var queue = BoundedQueue<Int>(capacity: 3)
        var accepted: [Bool] = []
        for element in 1...4 { accepted.append(queue.append(element)) }
        #expect(accepted == [true, true, true, false])
        let first = queue.popFirst(2)
        #expect(first == [1, 2])
        let appended = queue.append(5)
        #expect(appended)
        let rest = queue.popFirst(9)
        #expect(rest == [3, 5])
        #expect(queue.isEmpty)
    }

    @Test func `all that is left can be taken after a part was`() {
        var queue = BoundedQueue<Int>(capacity: 3)
        for number in 1...3 { _ = queue.append(number) }
        let first = queue.popFirst(1)
        let rest = queue.popFirst(.max)
        #expect(first == [1])
        #expect(rest == [2, 3])
    }
}
