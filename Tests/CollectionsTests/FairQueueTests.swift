import Collections
import Essentials
import Testing

@Suite struct FairQueueTests {
    @Test func `the keys take turns, and the elements of one stay in order`() {
        var queue = FairQueue<String, Int>(capacity: 100, capacityPerKey: 100)
        func add(_ number: Int, for key: String) -> Bool { queue.append(number, for: key) }
        for number in 0..<4 { #expect(add(number, for: "a")) }
        for number in 10..<12 { #expect(add(number, for: "b")) }
        #expect(add(20, for: "c"))
        #expect(queue.count == 7)
        #expect(queue.first == 0)
        #expect(queue.removeAll() == [0, 10, 20, 1, 11, 2, 3])
        #expect(queue.isEmpty)
    }

    @Test func `one key cannot fill it`() {
        var queue = FairQueue<Int, Int>(capacity: 5, capacityPerKey: 3)
        func add(_ number: Int, for key: Int) -> Bool { queue.append(number, for: key) }
        for number in 0..<3 { #expect(add(number, for: 1)) }
        #expect(!add(3, for: 1))
        #expect(add(4, for: 2))
        #expect(add(5, for: 3))
        #expect(!add(6, for: 4))
        #expect(queue.count(of: 1) == 3)
    }

    @Test func `a key that may not go keeps its turn`() {
        var queue = FairQueue<Int, Int>(capacity: 10, capacityPerKey: 10)
        func add(_ number: Int, for key: Int) -> Bool { queue.append(number, for: key) }
        for key in 1...3 { #expect(add(key, for: key)) }
        #expect(queue.popFirst { $0 == 3 }?.element == 3)
        #expect(queue.popFirst { $0 == 9 } == nil)
        #expect(queue.removeAll() == [1, 2])
    }

    @Test(arguments: 1...50)
    func `nobody waits for more than one element of each other key`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = FairQueue<Int, (key: Int, number: Int)>(capacity: 1_000, capacityPerKey: 300)
        var expected: [Int: [Int]] = [:]
        var waitedTurns: [Int: [Int: Int]] = [:]
        for number in 0..<3_000 {
            if Bool.random(using: &random) {
                // Key 0 asks most of the time.
                let isFlood = Int.random(in: 0...9, using: &random) < 7
                let key = isFlood ? 0 : Int.random(in: 1...5, using: &random)
                if queue.append((key, number), for: key) {
                    expected[key, default: []].append(number)
                    if expected[key]?.count == 1 { waitedTurns[key] = [:] }
                }
            } else if let (key, element) = queue.popFirst() {
                #expect(expected[key]?.first == element.number)
                expected[key]?.removeFirst()
                waitedTurns[key] = [:]
                for other in waitedTurns.keys
                where other != key && expected[other]?.isEmpty == false {
                    waitedTurns[other]?[key, default: 0] += 1
                    #expect(waitedTurns[other]?[key] ?? 0 <= 1)
                }
            }
        }
    }
}
