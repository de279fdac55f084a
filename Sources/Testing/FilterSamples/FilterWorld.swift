package import Attributes
package import Essentials
package import Filters
import JSONCoding

/// A few contacts with random values and events, some of them close to the values in filters.
package struct FilterWorld {
    package static let now = Timestamp(iso8601: "2026-03-02T10:17:30Z") ?? Timestamp(seconds: 0)

    package static let catalogue = FilterCatalogue(
        attributes: [
            AttributeDefinition("name", label: "", .string),
            AttributeDefinition("note", label: "", .text),
            AttributeDefinition("tags", label: "", .string, multivalue: 5),
            AttributeDefinition("scores", label: "", .integer, multivalue: 5),
            AttributeDefinition("age", label: "", .integer),
            AttributeDefinition("points", label: "", .decimal),
            AttributeDefinition("vip", label: "", .bool),
            AttributeDefinition("born", label: "", .date),
            AttributeDefinition("seen", label: "", .datetime),
            AttributeDefinition("home", label: "", .coordinates),
            AttributeDefinition("blob", label: "", .payload),
        ],
        eventTypes: ["buy", "view", "visit"].map { uid in
            EventTypeDefinition(
                uid,
                name: uid,
                parameters: [
                    ParameterDefinition("amount", title: "", .decimal),
                    ParameterDefinition("pieces", title: "", .integer),
                    ParameterDefinition("sizes", title: "", .integer, multivalue: 4),
                    ParameterDefinition("prices", title: "", .decimal, multivalue: 4),
                    ParameterDefinition("label", title: "", .string),
                    ParameterDefinition("labels", title: "", .string, multivalue: 3),
                    ParameterDefinition("due", title: "", .date),
                ]
            )
        }
    )

    package static let names = [
        "Ana", "ANÁ", "José", "jose", "Łukasz", "Zoë", "anabel", "O'Neil", "李",
    ]
    package static let tags = ["vip", "VIP", "new", "gone", "été"]

    package var contacts: [Person] = []

    /// A contact.
    package struct Person: ContactFacts {
        package var values: [String: AttributeValue] = [:]
        package var events: [EventFacts] = []

        package init(values: [String: AttributeValue] = [:], events: [EventFacts] = []) {
            self.values = values
            self.events = events
        }

        package func value(of attribute: String) -> AttributeValue? { values[attribute] }

        package func events(ofTypes isWanted: (String) -> Bool) -> [EventFacts] {
            events.filter { isWanted($0.type) }
        }
    }

    package init(contacts count: Int, using generator: inout SeededGenerator) {
        var nextID: Int64 = 1
        for _ in 0..<count {
            var person = Person(values: Self.values(&generator))
            for _ in 0..<Int.random(in: 0..<7, using: &generator) {
                person.events.append(Self.event(nextID, &generator))
                nextID += 1
            }
            contacts.append(person)
        }
    }

    package static func values(_ generator: inout SeededGenerator) -> [String: AttributeValue] {
        var values: [String: AttributeValue] = [:]
        func sometimes(_ key: String, _ value: AttributeValue) {
            if Int.random(in: 0..<4, using: &generator) > 0 { values[key] = value }
        }
        sometimes("name", .text(names.randomElement(using: &generator) ?? ""))
        sometimes("note", .text("Calle \(names.randomElement(using: &generator) ?? "") 7"))
        let count = Int.random(in: 1...4, using: &generator)
        let chosen = Set((0..<count).map { _ in tags.randomElement(using: &generator) ?? "" })
        sometimes("tags", .list(chosen.sorted().map { .text($0) }))
        sometimes("scores", .list((0..<count).map { _ in .integer(number(&generator)) }))
        sometimes("age", .integer(number(&generator)))
        sometimes("points", .decimal(Double(number(&generator)) / 2))
        sometimes("vip", .bool(Bool.random(using: &generator)))
        let days = Int64.random(in: -800...400, using: &generator)
        sometimes("born", .date(CivilDate(daysSinceEpoch: 20_514 + days)))
        sometimes("seen", .moment(moment(&generator)))
        let point = Coordinates(
            latitude: Double.random(in: 40...42, using: &generator),
            longitude: Double.random(in: 1...3, using: &generator)
        )
        if let point { sometimes("home", .coordinates(point)) }
        sometimes("blob", .payload("{}"))
        return values
    }

    package static func event(_ id: Int64, _ generator: inout SeededGenerator) -> EventFacts {
        var parameters: [String: AttributeValue] = [:]
        func sometimes(_ key: String, _ value: AttributeValue) {
            if Int.random(in: 0..<4, using: &generator) > 0 { parameters[key] = value }
        }
        sometimes("amount", .decimal(amount(&generator)))
        sometimes("pieces", .integer(number(&generator)))
        let count = Int.random(in: 1...4, using: &generator)
        sometimes("sizes", .list((0..<count).map { _ in .integer(number(&generator)) }))
        sometimes("prices", .list((0..<count).map { _ in .decimal(amount(&generator)) }))
        sometimes("label", .text(names.randomElement(using: &generator) ?? ""))
        sometimes("labels", .list(tags.shuffled(using: &generator).prefix(2).map { .text($0) }))
        let days = Int64.random(in: -20...20, using: &generator)
        sometimes("due", .date(CivilDate(daysSinceEpoch: 20_514 + days)))
        return EventFacts(
            id: id,
            type: ["buy", "view", "visit"].randomElement(using: &generator) ?? "",
            date: moment(&generator),
            createdAt: moment(&generator),
            parameters: parameters
        )
    }

    private static func number(_ generator: inout SeededGenerator) -> Int64 {
        Int64.random(in: -3...12, using: &generator)
    }

    private static func amount(_ generator: inout SeededGenerator) -> Double {
        Double(Int.random(in: -500...9_999, using: &generator)) / 100
    }

    /// Mostly close to now, in steps of half an hour, so that some coincide.
    private static func moment(_ generator: inout SeededGenerator) -> Timestamp {
        let steps = Bool.random(using: &generator) ? 100 : 20_000
        let halfHours = Int64.random(in: Int64(-steps)...Int64(steps / 4), using: &generator)
        return now + .seconds(halfHours * 1_800)
    }
}

extension FilterWorld.Person {
    /// The values in the form that columns take.
    package var pairs: [(key: String, value: AttributeValue)] {
        values.map { (key: $0.key, value: $0.value) }
    }
}
