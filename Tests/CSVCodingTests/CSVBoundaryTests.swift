import CSVCoding
import Essentials
import Testing

/// A reader that begins at a boundary of another one reads what that one would have read.
@Suite struct CSVBoundaryTests {
    @Test(arguments: Array(1...200) as [UInt64])
    func `reading goes on at every boundary without a seam`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["a", ",", "\"", "\n", "\r\n", "\r", "\"\"", "é", "\"x\r\ny\"", ",b\n"]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...80, using: &generator) {
            bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
        var reader = CSVReader(delimiter: .comma)
        var seen: [String] = []
        var boundaries: [(place: CSVPosition, count: Int)] = []
        for byte in bytes + [0] {
            if byte == 0 { reader.finish() } else { reader.feed([byte]) }
            while let row = Self.next(&reader) {
                seen.append(row)
                if let place = reader.boundary { boundaries.append((place, seen.count)) }
            }
            if let place = reader.boundary { boundaries.append((place, seen.count)) }
        }
        for (place, count) in boundaries {
            var other = CSVReader(resumingAt: place, delimiter: .comma)
            other.feed(bytes[place.byteOffset...])
            other.finish()
            var rest: [String] = []
            while let row = Self.next(&other) { rest.append(row) }
            #expect(rest == Array(seen[count...]), "seed \(seed), \(place)")
        }
    }

    private static func next(_ reader: inout CSVReader) -> String? {
        do {
            guard let row = try reader.next() else { return nil }
            return "\(row.number) \(row.byteOffset) \(Array(row))"
        } catch {
            return "\(error)"
        }
    }
}
