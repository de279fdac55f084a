import Collections
import Essentials
import Testing

@Suite struct HashIndexTests {
    /// Numbers under few hashes, in few shards, so that they share places, tags and shards.
    @Test(arguments: 0..<20)
    func `an index holds what a plain table holds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = HashIndex()
        var table: [UInt64: [UInt32]] = [:]
        let hashes = (0..<200).map { _ in random.next() & (seed % 2 == 0 ? .max : 0xF_0000_0003) }
        for _ in 0..<5_000 {
            let hash = hashes[Int(random.next() % 200)]
            let number = UInt32(random.next() % 50)
            if random.next() % 5 < 3 {
                index.insert(number, under: hash)
                table[hash, default: []].append(number)
            } else {
                index.remove(number, under: hash)
                if let place = table[hash]?.firstIndex(of: number) {
                    table[hash]?.remove(at: place)
                }
            }
        }
        #expect(index.count == table.values.reduce(0) { $0 + $1.count })
        for hash in hashes {
            let found = index.all(under: hash, limit: .max).sorted()
            #expect(found == table[hash, default: []].sorted())
        }
    }

    @Test func `a search ends at the number that the test confirms, and at the limit`() {
        var index = HashIndex()
        for number in 0..<100 { index.insert(UInt32(number), under: 7) }
        #expect(index.first(under: 7) { $0 == 42 } == 42)
        #expect(index.first(under: 7) { $0 == 100 } == nil)
        #expect(index.first(under: 8) { _ in true } == nil)
        #expect(index.all(under: 7, limit: 8).count == 8)
    }

    @Test func `an index that was emptied has no numbers and takes new ones`() {
        var index = HashIndex()
        for number in 0..<1_000 { index.insert(UInt32(number), under: UInt64(number) << 8) }
        for number in 0..<1_000 { index.remove(UInt32(number), under: UInt64(number) << 8) }
        #expect(index.count == 0)
        index.insert(5, under: 5 << 8)
        #expect(index.all(under: 5 << 8, limit: 10) == [5])
    }
}
