import Collections
import Essentials
import Testing

@Suite struct DequeTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a deque holds what an array holds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var deque = Deque<Int>()
        var oracle: [Int] = []
        // Some histories mostly grow, so that the ring wraps and grows in every position.
        let appends = Int.random(in: 3...6, using: &random)
        for number in 0..<3_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<appends:
                deque.append(number)
                oracle.append(number)
            case 6, 7:
                let popped = deque.popFirst()
                #expect(popped == (oracle.isEmpty ? nil : oracle.removeFirst()))
            case 8:
                let most = Int.random(in: 0...12, using: &random)
                let popped = deque.popFirst(most)
                #expect(popped == Array(oracle.prefix(most)))
                oracle.removeFirst(min(most, oracle.count))
            default:
                let more = Array(number..<number + Int.random(in: 0...4, using: &random))
                deque.prepend(contentsOf: more)
                oracle.insert(contentsOf: more, at: 0)
            }
            #expect(deque.count == oracle.count)
            #expect(deque.isEmpty == oracle.isEmpty)
            #expect(deque.first == oracle.first)
        }
        #expect(oracle.indices.map { deque[$0] } == oracle)
        deque.removeAll()
        #expect(deque.isEmpty)
    }

    @Test func `a deque that emptied after a peak can be used again`() {
        var deque = Deque<Int>()
        for number in 0..<10_000 { deque.append(number) }
        let all = deque.popFirst(.max)
        #expect(all == Array(0..<10_000))
        deque.append(1)
        let next = deque.popFirst()
        #expect(next == 1)
    }

    @Test func `elements that were taken are released`() {
        final class Token {}
        var deque = Deque<Token>()
        weak var released: Token?
        do {
            let token = Token()
            released = token
            deque.append(token)
        }
        deque.append(Token())
        _ = deque.popFirst()
        #expect(released == nil)
        #expect(deque.count == 1)
    }
}
