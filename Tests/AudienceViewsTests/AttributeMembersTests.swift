import Attributes
import Essentials
import JSONCoding
import Testing

@testable import AudienceViews

@Suite struct AttributeMembersTests {
    private static let attributes: [AttributeDefinition] =
        KnownAttributes.all
        + ["plain", "with \"quotes\"", "größe"].map { .custom($0, .text, multivalue: 1) }

    @Test(arguments: 0..<200)
    func `members are those of each attribute by itself`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let share = Int.random(in: 0...4, using: &generator)
        var values: [String: AttributeValue] = ["unknown": .text("never seen")]
        for attribute in Self.attributes where Int.random(in: 0..<4, using: &generator) < share {
            values[attribute.uid] = .text("value of \(attribute.uid)")
        }
        var expected = JSONWriter()
        expected.object { writer in
            for attribute in Self.attributes {
                let value = values[attribute.uid]
                guard value != nil || !attribute.flags.contains(.custom) else { continue }
                writer.key(text: attribute.uid)
                writer.attribute(value)
            }
            writer.member("after", 1)
        }
        var writer = JSONWriter()
        writer.object { writer in
            AttributeMembers(Self.attributes).write(values, to: &writer)
            writer.member("after", 1)
        }
        #expect(writer.bytes == expected.bytes)
    }
}
