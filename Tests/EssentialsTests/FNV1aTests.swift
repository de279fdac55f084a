import Essentials
import Testing

@Suite struct FNV1aTests {
    /// From the test suite of the algorithm's authors (draft-eastlake-fnv).
    @Test(
        arguments: [
            ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C),
            ("foobar", 0x8594_4171_F739_67E8),
        ] as [(String, UInt64)]
    )
    func `known texts have their known hashes`(text: String, expected: UInt64) {
        var hash = FNV1a()
        hash.combine(contentsOf: text.utf8)
        #expect(hash.value == expected)
    }
}
