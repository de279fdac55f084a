import Attributes
import AudienceColumns
import Essentials
import Filters
import JSONCoding
import Testing

/// What queries cost, in units of work, and what becomes of those that are stopped.
@Suite struct PaceTests {
    private static let count = 2_000

    private func columns() -> AudienceColumns {
        let columns = AudienceColumns(
            FilterCatalogue(attributes: [definition("about")], eventTypes: [])
        )
        for number in 0..<Self.count {
            let text = "\(number) " + String(repeating: "the quick brown fox ", count: 20)
            _ = columns.insert([(key: "about", value: .text(text))])
        }
        return columns
    }

    private func definition(_ name: String) -> AttributeDefinition {
        AttributeDefinition(name, label: name, .string)
    }

    /// A filter with so many patterns, none of which matches.
    private func filter(_ patterns: Int) throws -> BoundFilter {
        let children = (0..<patterns).map { number -> JSONValue in
            [
                "type": "attribute_condition", "key": "about", "operator": "matches-regex",
                "values": [.string("([a-z ]{1,9}[^0-9]+){1,8}x\(number)")],
            ]
        }
        let root: JSONValue = ["type": "group", "join": "or", "children": .array(children)]
        let catalogue = FilterCatalogue(attributes: [definition("about")], eventTypes: [])
        return try Filter(root, catalogue: catalogue).bound(
            FilterContext(now: Timestamp(seconds: 0))
        )
    }

    @Test func `the cost of patterns grows with their number and the texts' bytes`() throws {
        func cost(_ patterns: Int) throws -> Int {
            let columns = columns()
            let pace = Pace { _ in true }
            columns.pace = pace
            #expect(columns.count(try filter(patterns)) == 0)
            return pace.spent
        }
        let (one, ten) = (try cost(1), try cost(10))
        #expect(one > Self.count * 400)
        #expect((6 * one...12 * one).contains(ten))
    }

    @Test func `a query looks at its pace often`() throws {
        let columns = columns()
        var last = 0
        var longest = 0
        columns.pace = Pace { spent in
            longest = max(longest, spent - last)
            last = spent
            return true
        }
        _ = columns.count(try filter(3))
        // A look is due every 50,000 units; one text more may pass.
        #expect(longest < 60_000)
    }

    @Test func `a query that is stopped ends soon, and another goes on where it ended`() throws {
        let columns = columns()
        let filter = try filter(1)
        let whole = Pace { _ in true }
        let fresh = self.columns()
        fresh.pace = whole
        _ = fresh.count(filter)
        let half = whole.spent / 2
        let stopping = Pace { $0 < half }
        columns.pace = stopping
        _ = columns.count(filter)
        #expect(stopping.isStopped)
        #expect(stopping.spent < half + 200_000)
        let rest = Pace { _ in true }
        columns.pace = rest
        #expect(columns.count(filter) == 0)
        #expect(rest.spent < whole.spent * 6 / 10)
    }
}
