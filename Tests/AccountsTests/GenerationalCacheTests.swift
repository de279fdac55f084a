import Essentials
import Testing

@testable import Accounts

@Suite struct GenerationalCacheTests {
    @Test func `it never holds more than its capacity, and never a wrong value`() {
        var generator = SeededGenerator(seed: 3)
        var cache = GenerationalCache<Int, Int>(capacity: 64)
        var truth: [Int: Int] = [:]
        for step in 0..<50_000 {
            let key = Int.random(in: 0..<200, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<4:
                cache.insert(step, for: key)
                truth[key] = step
            case 4:
                cache.remove(key)
                truth[key] = nil
            default:
                let found = cache.value(for: key)
                if let found { #expect(found == truth[key]) }
            }
            let count = cache.count
            #expect(count <= 64)
        }
    }

    @Test func `what is used again and again stays`() {
        var cache = GenerationalCache<Int, String>(capacity: 100)
        cache.insert("kept", for: -1)
        for key in 0..<10_000 {
            cache.insert("passing", for: key)
            if key % 25 == 0 {
                let kept = cache.value(for: -1)
                #expect(kept == "kept")
            }
        }
    }
}
