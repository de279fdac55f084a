import Collections
import Essentials
import Testing

@Suite struct HeapTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a heap gives what a sorted array gives`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = Heap<Int>()
        var oracle: [Int] = []
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let element = Int.random(in: 0..<200, using: &random)
                heap.insert(element)
                oracle.append(element)
            case 5..<9:
                let popped = heap.popMin()
                #expect(popped == (oracle.isEmpty ? nil : oracle.removeFirst()))
            default:
                let bit = Int.random(in: 0..<8, using: &random)
                heap.removeAll { $0 >> bit & 1 == 1 }
                oracle.removeAll { $0 >> bit & 1 == 1 }
            }
            oracle.sort()
            #expect(heap.count == oracle.count)
            #expect(heap.isEmpty == oracle.isEmpty)
            #expect(heap.min == oracle.first)
        }
    }
}
