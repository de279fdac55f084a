import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

/// Files that are not what they should be: each has one outcome, with the row and the column.
@Suite(.timeLimit(.minutes(5))) struct ImportRubbishTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var format = RowFormat.csv
        var mapping: [ImportPlan.ColumnTarget] = []
        let bytes: [UInt8]
        var state = ImportJob.State.done
        var accepted = 0
        var problems: [String] = []

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a byte order mark and CRLF",
            bytes: [0xEF, 0xBB, 0xBF] + Array("_user_id,_city\r\nU-1,Vigo\r\nU-2,Lugo\r\n".utf8),
            accepted: 2
        ),
        Case(
            name: "a quote that is never closed costs its row",
            bytes: Array("_user_id,_city\nU-1,\"Vigo\nU-2,Lugo\n".utf8),
            accepted: 1,
            problems: ["2 _city row.unclosed_quote"]
        ),
        Case(
            name: "text behind a closing quote",
            bytes: Array("_user_id,_city\nU-1,\"Vi\"go\nU-2,Lugo\n".utf8),
            accepted: 1,
            problems: ["2 _city row.text_after_quote"]
        ),
        Case(
            name: "rows with too few and too many cells",
            bytes: Array("_user_id,_city\nU-1\nU-2,Lugo,x\nU-3,Ourense\n".utf8),
            accepted: 1,
            problems: ["2  row.ragged", "3  row.ragged"]
        ),
        Case(
            name: "bytes that are no text",
            bytes: Array("_user_id,_city\nU-1,Vi".utf8) + [0xFF] + Array("go\nU-2,Lugo".utf8),
            accepted: 1,
            problems: ["2 _city row.not_utf8"]
        ),
        Case(
            name: "a row of ten megabytes",
            bytes: Array("_user_id,_city\nU-1,".utf8) + Array(repeating: 65, count: 10 << 20)
                + Array("\nU-2,Lugo\n".utf8),
            accepted: 1,
            problems: ["2 _city row.field_too_long"]
        ),
        Case(
            name: "a line of ten megabytes",
            format: .ndjson,
            bytes: Array("{\"_user_id\":\"".utf8) + Array(repeating: 65, count: 10 << 20)
                + Array("\"}\n{\"_user_id\":\"U-2\"}\n".utf8),
            accepted: 1,
            problems: ["1  row.too_long"]
        ),
        Case(
            name: "lines that are arrays, texts and no text",
            format: .ndjson,
            bytes: Array("[]\n\"x\"\n".utf8) + [0x22, 0xC3, 0x22, 0x0A]
                + Array("{\"_user_id\":\"U-1\"}".utf8),
            accepted: 1,
            problems: ["1  item.wrong_type", "2  item.wrong_type", "3  row.not_utf8"]
        ),
        Case(name: "nothing", bytes: [], state: .failed, problems: ["0  import.failed"]),
        Case(
            name: "no lines",
            format: .ndjson,
            bytes: Array("\n \n".utf8),
            state: .failed,
            problems: ["0  import.failed"]
        ),
        Case(name: "names of columns alone", bytes: Array("_user_id,_city".utf8)),
        Case(
            name: "two columns of one name",
            bytes: Array("_user_id,_city,_city\nU-1,Vigo,Lugo\n".utf8),
            state: .failed,
            problems: ["1 _city header.doubled", "1 _city mapping.doubled"]
        ),
        Case(
            name: "no column with the user id",
            bytes: Array("id,_city\nU-1,Vigo\n".utf8),
            state: .failed,
            problems: ["1 _user_id mapping.missing"]
        ),
        Case(
            name: "a mapping of a column that is not there",
            mapping: [.init(column: "Ort", field: "_city")],
            bytes: Array("_user_id,Town\nU-1,Vigo\n".utf8),
            state: .failed,
            problems: ["1 Ort mapping.unknown_column"]
        ),
        Case(
            name: "two columns for one field",
            mapping: [.init(column: "Town", field: "_city")],
            bytes: Array("_user_id,Town,_city\nU-1,Vigo,Lugo\n".utf8),
            state: .failed,
            problems: ["1 _city mapping.doubled"]
        ),
        Case(
            name: "names of columns that are no text",
            bytes: Array("_user_id,".utf8) + [0xFE, 0x0A] + Array("U-1,Vigo\n".utf8),
            state: .failed,
            problems: ["1  row.not_utf8"]
        ),
        Case(
            name: "a NUL character",
            bytes: Array("_user_id,_city\nU\u{0}1,Vigo\nU-2,Lugo\n".utf8),
            accepted: 1,
            problems: ["2 _user_id value.control_character"]
        ),
    ]

    @Test(arguments: cases, TestStore.allCases)
    func `rubbish is told by row and column`(rubbish: Case, kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let plan = ImportPlan(.contacts, rubbish.format, mapping: rubbish.mapping)
            let job = try await world.load(rubbish.bytes, plan, into: crm)
            #expect(job.state == rubbish.state)
            #expect(job.progress.rowsAccepted == rubbish.accepted)
            let problems = try await world.service.imports.problems(of: job)
            #expect(problems.map(\.brief) == rubbish.problems)
            #expect(problems.allSatisfy { $0.excerpt.count <= 200 })
            #expect((job.failure == nil) == (rubbish.state == .done))
            #expect(world.observer.failures.withLock { $0 } == [])
        }
    }

    @Test(arguments: [
        ([ImportPlan.ColumnTarget(column: "a", field: "_nothing")], "no attribute _nothing"),
        ([.init(column: "a", field: "x y")], "no attribute x y"),
        ([.init(column: "a", field: "_city"), .init(column: "b", field: "_city")], "Two columns"),
        ([.init(column: "a", field: "b"), .init(column: "a", field: "c")], "is there twice"),
        ([.init(column: "*", field: "_city")], "* leads to *"),
        ([.init(column: "", field: "_city")], "1 to 255 characters"),
    ])
    func `a mapping that cannot be is refused at once`(
        mapping: [ImportPlan.ColumnTarget],
        message: String
    ) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let plan = ImportPlan(.contacts, .csv, mapping: mapping)
            let error = await #expect(throws: ServiceError.self) {
                _ = try await world.service.imports.create(plan, into: crm, by: "test")
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains(message))
        }
    }
}
