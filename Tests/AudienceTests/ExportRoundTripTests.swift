import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import CSVCoding
import Essentials
import Filters
import HTTPAPI
import JSONCoding
import TestSupport
import Testing

/// What is exported and sent to an empty project is exported from there as it was.
@Suite(.timeLimit(.minutes(5)))
struct ExportRoundTripTests {
    private static let words = [
        "Vigo", "A Coruña", "x, y", "say \"hi\"", "=1+1", "+34", " padded ", "日本", "; | ,",
        "[not json", "{\"a\":1}", "'", "null", "0", "true",
    ]

    private static func contact(_ number: Int, _ generator: inout SeededGenerator) -> JSONValue {
        func word() -> JSONValue { .string(words.randomElement(using: &generator) ?? "") }
        let members: [(String, JSONValue)] = [
            ("_email", .string("p\(number)@example.com")),
            ("_phone_mobile", .string("+346\(10_000_000 + number)")), ("_city", word()),
            ("_first_name", word()), ("_last_name", word()),
            ("_address", .string("one\ntwo \(number)\r\n\"three\"")),
            ("_birthday", .string("19\(10 + number % 90)-02-28")),
            ("_date_seen", .string("2026-01-02T03:04:05.\(100 + number % 900)Z")),
            ("_is_subscribed_sms", .bool(number % 2 == 0)),
            ("_balance", .number(Double(number) / 8)),
            ("_coordinates", ["lat": .number(Double(number % 90)), "lon": -3.25]),
            ("_client_tags", .array([word(), word(), .string("t,\(number)")])),
            ("nickname", word()),
            ("vip", .string("yes \(number)")),
        ]
        let chosen = members.filter { _ in Bool.random(using: &generator) }
        return .object([("_user_id", .string("U-\(number)"))] + chosen)
    }

    private static func event(_ number: Int, _ generator: inout SeededGenerator) -> JSONValue {
        [
            "_user_id": .string("U-\(number % 60)"), "_event_id": .string("e\(number)"),
            "_event_type": .string(["visit", "tasting"][number % 2]),
            "_event_date": .string("2026-02-03T04:05:0\(number % 10)Z"),
            "_event_parameters": [
                "place": .string(words.randomElement(using: &generator) ?? ""),
                "score": .number(Double(number) / 4), "list": ["a", "b"],
            ],
        ]
    }

    private static func json(_ items: [JSONValue]) -> String {
        var writer = JSONWriter()
        writer.value(.array(items))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func contacts(
        of world: AudienceWorld,
        _ format: RowFormat
    ) async throws -> [UInt8] {
        let attributes = try await world.service.catalogue.attributes(of: world.project.id)
        let found = try await world.service.exports.contacts(
            .everyone,
            in: world.project,
            by: "test"
        )
        return try await text(
            AudienceExport(
                found,
                ContactView(attributes.map(\.definition), .operator),
                ExportShape(format: format)
            )
        )
    }

    private static func events(
        of world: AudienceWorld,
        _ format: RowFormat
    ) async throws -> [UInt8] {
        let found = try await world.service.exports.events(
            .everything,
            in: world.project,
            by: "test"
        )
        return try await text(AudienceExport(found, ExportShape(format: format)))
    }

    private static func text(_ export: AudienceExport) async throws -> [UInt8] {
        var export = export
        var text: [UInt8] = []
        while let piece = try await export.next() { text += piece }
        return text
    }

    /// The items that a file holds, as an import reads them: cells of CSV are texts.
    private static func items(
        _ file: [UInt8],
        _ format: RowFormat
    ) throws -> [JSONValue] {
        guard format == .csv else {
            return try file.split(separator: 10).map { try JSONDocument.parse(Array($0)) }
        }
        var reader = CSVReader()
        reader.feed(file)
        reader.finish()
        let header = try #require(try reader.next())
        var items: [JSONValue] = []
        while let row = try reader.next() {
            let cells = zip(header, row).filter { !$0.1.isEmpty }
            items.append(.object(cells.map { ($0.0, .string($0.1)) }))
        }
        return items
    }

    private static func send(
        _ items: [JSONValue],
        _ send: (String) async throws -> IngestReport
    ) async throws {
        for start in stride(from: 0, to: items.count, by: 100) {
            let report = try await send(json(Array(items[start..<min(start + 100, items.count)])))
            #expect(report.refusedCount == 0)
        }
    }

    @Test(arguments: RowFormat.allCases, 0..<3)
    func `an export can be sent to an empty project and exported again`(
        format: RowFormat,
        seed: Int
    ) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let people = (0..<230).map { Self.contact($0, &generator) }
        let happenings = (0..<150).map { Self.event($0, &generator) }
        var first: (contacts: [UInt8], events: [UInt8]) = ([], [])
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await Self.send(people) { try await world.send($0, to: source) }
            try await Self.send(happenings) { try await world.sendEvents($0, to: source) }
            first.contacts = try await Self.contacts(of: world, format)
            first.events = try await Self.events(of: world, format)
        }
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await Self.send(try Self.items(first.contacts, format)) {
                try await world.send($0, to: source)
            }
            try await Self.send(try Self.items(first.events, format)) {
                try await world.sendEvents($0, to: source)
            }
            let again = try await Self.contacts(of: world, format)
            #expect(Self.lines(again) == Self.lines(first.contacts))
            #expect(try await Self.events(of: world, format) == first.events)
        }
    }

    /// The lines in the order of their text, columns of custom attributes aside: their order is
    /// that of their first arrival.
    private static func lines(_ file: [UInt8]) -> [[UInt8]] {
        file.split(separator: 10).map { $0.sorted() }
    }
}
