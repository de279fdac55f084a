import Attributes
import JSONCoding

/// The members of `attributesData` in the order of the catalogue, encoded once.
///
/// Most of them are null in most contacts, so runs of nulls are copied.
struct AttributeMembers: Sendable {
    private let places: [String: Int]
    /// Each name as a key with its colon.
    private let keys: [[UInt8]]
    /// `"name":null,` of each attribute that is shown even without a value.
    private let nulls: [UInt8]
    /// Where those of the same place begin, and where the last ones end.
    private let starts: [Int]

    init(_ attributes: [AttributeDefinition]) {
        var nulls: [UInt8] = []
        var starts = [0]
        keys = attributes.map { attribute in
            var writer = JSONWriter(capacity: 32)
            writer.key(text: attribute.uid)
            if !attribute.flags.contains(.custom) { nulls += writer.bytes + Array("null,".utf8) }
            starts.append(nulls.count)
            return writer.bytes
        }
        self.nulls = nulls
        self.starts = starts
        let numbered = attributes.enumerated().map { ($0.element.uid, $0.offset) }
        places = Dictionary(numbered) { first, _ in first }
    }

    /// Writes the visible values; a built-in attribute without a value is `null`.
    func write(_ values: [String: AttributeValue], to writer: inout JSONWriter) {
        var present: [(place: Int, value: AttributeValue)] = []
        present.reserveCapacity(values.count)
        for (name, value) in values {
            if let place = places[name] { present.append((place, value)) }
        }
        present.sort { $0.place < $1.place }
        var next = 0
        for (place, value) in present {
            writeNulls(next..<place, to: &writer)
            writer.key(encoded: keys[place])
            writer.attribute(value)
            next = place + 1
        }
        writeNulls(next..<keys.count, to: &writer)
    }

    private func writeNulls(_ places: Range<Int>, to writer: inout JSONWriter) {
        let run = nulls[starts[places.lowerBound]..<starts[places.upperBound]]
        writer.members(encoded: run.dropLast())
    }
}
