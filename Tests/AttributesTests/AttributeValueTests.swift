import Attributes
import Essentials
import JSONCoding
import Testing

@Suite struct AttributeValueTests {
    @Test func `any value survives its octets`() throws {
        for seed in 0..<2_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let value = RandomValues.value(using: &generator)
            #expect(try AttributeValue(encoded: value.encoded) == value, "seed \(seed)")
        }
    }

    @Test func `octets that are cut or changed never crash the decoder`() throws {
        for seed in 0..<2_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var bytes = RandomValues.value(using: &generator).encoded
            let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            #expect(throws: ValueDecodingError.self) { try AttributeValue(encoded: cut) }
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                in: 0...255,
                using: &generator
            )
            if let value = try? AttributeValue(encoded: bytes) {
                #expect(try AttributeValue(encoded: value.encoded) == value)
            }
        }
    }

    @Test func `values are in one total order`() {
        for seed in 0..<500 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let values = (0..<3).map { _ in RandomValues.value(using: &generator) }
            let (a, b, c) = (values[0], values[1], values[2])
            #expect([a < b, b < a, a == b].count { $0 } == 1, "seed \(seed)")
            #expect(!(a < b && b < c) || a < c, "seed \(seed)")
        }
    }

    @Test(arguments: [
        (AttributeValue.text("a\"b"), #""a\"b""#), (.integer(-3), "-3"), (.decimal(0.5), "0.5"),
        (.bool(true), "true"), (.date(CivilDate(daysSinceEpoch: 0)), #""1970-01-01""#),
        (.moment(Timestamp(microseconds: 1_500_000)), #""1970-01-01T00:00:01.500Z""#),
        (.moment(Timestamp(microseconds: -1)), #""1969-12-31T23:59:59.999999Z""#),
        (.moment(Timestamp(seconds: 1)), #""1970-01-01T00:00:01Z""#),
        (.payload(#"{"a":[1]}"#), #"{"a":[1]}"#),
        (.list([.text("x"), .text("y")]), #"["x","y"]"#),
    ])
    func `values are written as the API shows them`(value: AttributeValue, json: String) {
        var writer = JSONWriter()
        writer.attribute(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    }

    @Test func `coordinates have a distance`() throws {
        let madrid = try #require(Coordinates(latitude: 40.4168, longitude: -3.7038))
        let barcelona = try #require(Coordinates(latitude: 41.3874, longitude: 2.1686))
        #expect(abs(madrid.kilometres(to: barcelona) - 505) < 3)
        #expect(Coordinates(latitude: 90.1, longitude: 0) == nil)
    }
}

/// Values of every kind.
enum RandomValues {
    static func value(using generator: inout SeededGenerator) -> AttributeValue {
        guard Int.random(in: 0..<8, using: &generator) == 0 else { return single(&generator) }
        let count = Int.random(in: 0..<5, using: &generator)
        return .list((0..<count).map { _ in single(&generator) })
    }

    private static func single(_ generator: inout SeededGenerator) -> AttributeValue {
        let bits =
            Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
        let letters = ["a", "é", "ß", "日", "👍", " ", "\""]
        let count = Int.random(in: 0..<12, using: &generator)
        let text = (0..<count).map { _ in letters.randomElement(using: &generator) ?? "" }.joined()
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return .text(text)
        case 1: return .integer(bits)
        case 2: return .decimal(Double(bits) / 7)
        case 3: return .bool(bits & 1 == 0)
        case 4: return .date(CivilDate(daysSinceEpoch: max(-700_000, min(2_900_000, bits))))
        case 5: return .moment(Timestamp(microseconds: bits))
        case 6:
            let point = Coordinates(latitude: Double(bits % 91), longitude: Double(bits % 181))
            return point.map { .coordinates($0) } ?? .bool(true)
        default: return .payload("[\(bits)]")
        }
    }
}
