import AccountsModel
import Attributes
import AudienceModel
import AudienceViews
import CSVCoding
import Essentials
import HTTPAPI
import JSONCoding
import Testing

@Suite struct ContactRowsTests {
    private typealias Matrix = AudienceAccessTests

    private static func contact(_ values: [String: AttributeValue]) -> AudienceContact {
        AudienceContact(
            id: "contact",
            values: values,
            audienceIDs: ["contact"],
            members: [],
            isOverMerged: false,
            createdAt: Timestamp(seconds: 0),
            updatedAt: Timestamp(seconds: 0)
        )
    }

    private static func rows(of csv: [UInt8]) throws -> [[String]] {
        var reader = CSVReader(delimiter: .comma)
        reader.feed(csv)
        reader.finish()
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(Array(row)) }
        return rows
    }

    /// Every set of the scopes that matter × every plan × every field, as for single contacts.
    @Test(arguments: Organization.Plan.allCases)
    func `an export has what the scopes and the plan allow and nothing else`(
        plan: Organization.Plan
    ) throws {
        let contact = Self.contact(
            Dictionary(uniqueKeysWithValues: Matrix.fields.map { ($0.uid, Matrix.value(of: $0)) })
        )
        let writable = Matrix.fields.filter { !$0.flags.contains(.readonly) }.map(\.uid)
        let choices: [[String]?] = [nil, Matrix.fields.map(\.uid)]
        for scopes in Matrix.scopeSets {
            let view = ContactView(Matrix.fields, AudienceAccess(scopes: scopes, plan: plan))
            let seen = Matrix.fields.filter { Matrix.isSeen($0, scopes, plan) }.map(\.uid)
            for chosen in choices {
                let expected = seen.filter((chosen ?? writable).contains)
                var csv = ContactRows(view, ExportShape(format: .csv, attributes: chosen))
                csv.add(contact)
                let text = csv.take()
                let table = try Self.rows(of: text)
                #expect(table.count == 2)
                #expect(table.first == expected, "\(scopes) \(plan)")
                #expect(table.last?.count == expected.count)
                var json = ContactRows(view, ExportShape(format: .ndjson, attributes: chosen))
                json.add(contact)
                let line = json.take()
                guard case .object(let object) = try JSONDocument.parse(line) else {
                    Issue.record("no object")
                    return
                }
                #expect(object.members.map(\.name) == expected, "\(scopes) \(plan)")
                let both = String(decoding: text + line, as: UTF8.self)
                for field in Matrix.fields where !seen.contains(field.uid) {
                    #expect(!both.contains("secret of \(field.uid)\""))
                    #expect(!both.contains("secret of \(field.uid),"))
                }
            }
        }
    }

    @Test func `values are written as an import reads them`() throws {
        let point = try #require(Coordinates(latitude: 41.5, longitude: 2.25))
        let day = try #require(DateText.date("2024-02-29"))
        let definitions: [AttributeDefinition] =
            [.custom("a", .string), .custom("b", .integer), .custom("c", .decimal)]
            + [.custom("d", .bool), .custom("e", .date), .custom("f", .datetime)]
            + [.custom("g", .coordinates), .custom("h", .payload)]
            + [.custom("i", .string, multivalue: 10), .custom("none", .string)]
        let userID = try #require(KnownAttributes.definition("_user_id"))
        let contact = Self.contact([
            "_user_id": .text("U-1"), "a": .text("x, \"y\"\nz"), "b": .integer(-7),
            "c": .decimal(2.5), "d": .bool(true), "e": .date(day),
            "f": .moment(Timestamp(microseconds: 1_700_000_000_250_000)),
            "g": .coordinates(point), "h": .payload(#"{"k":[1,2]}"#),
            "i": .list([.text("one"), .text("two")]),
        ])
        let view = ContactView(definitions + [userID], .operator)
        var csv = ContactRows(view, ExportShape())
        csv.add(contact)
        #expect(
            try Self.rows(of: csv.take()) == [
                ["_user_id", "a", "b", "c", "d", "e", "f", "g", "h", "i", "none"],
                [
                    "U-1", "x, \"y\"\nz", "-7", "2.5", "true", "2024-02-29",
                    "2023-11-14T22:13:20.250Z", #"{"lat":41.5,"lon":2.25}"#, #"{"k":[1,2]}"#,
                    #"["one","two"]"#, "",
                ],
            ]
        )
        var json = ContactRows(view, ExportShape(format: .ndjson, attributes: ["i", "g", "none"]))
        json.add(contact)
        json.add(contact)
        let line =
            #"{"_user_id":"U-1","i":["one","two"],"g":{"lat":41.5,"lon":2.25}}"# + "\n"
        #expect(String(decoding: json.take(), as: UTF8.self) == line + line)
    }

    @Test func `what a spreadsheet would take for a formula is made harmless when asked`() throws {
        let definition = try #require(KnownAttributes.definition("_user_id"))
        let view = ContactView([definition], .operator)
        var rows = ContactRows(view, ExportShape(isSpreadsheetSafe: true))
        rows.add(Self.contact(["_user_id": .text("=1+1")]))
        #expect(String(decoding: rows.take(), as: UTF8.self) == "_user_id\r\n'=1+1\r\n")
    }
}
