import TestSupport
import Testing

/// Imports over HTTP: who may, what is answered, what becomes of the file.
@Suite(.timeLimit(.minutes(5))) struct ImportTests {
    private static let csv = "Id,Mail\nU-1,ada@example.com\nU-2,nobody\nU-3,carl@example.com\n"
    private static let wanted =
        #"{"kind":"contacts","format":"csv","mapping":{"Id":"_user_id","Mail":"_email"}}"#

    private func create(
        _ tenant: AudienceTenant,
        _ body: String = wanted,
        token: String? = nil
    ) async throws -> HTTPConnection.Answer {
        try await tenant.server.post(
            "\(tenant.base)/datasource/\(tenant.source)/import",
            token: token ?? tenant.writer,
            body
        )
    }

    private func append(
        _ text: String,
        at offset: Int,
        isLast: Bool = false,
        to id: String,
        of tenant: AudienceTenant
    ) async throws -> HTTPConnection.Answer {
        try await tenant.server.send(
            "PATCH",
            "\(tenant.base)/datasource/\(tenant.source)/import/\(id)/content",
            token: tenant.writer,
            headers: [("Upload-Offset", "\(offset)"), ("Upload-Complete", isLast ? "?1" : "?0")],
            body: Array(text.utf8)
        )
    }

    private func ended(_ id: String, of tenant: AudienceTenant) async throws -> JSON {
        var job = JSON.missing
        try await waitUntil {
            job = try await tenant.read("/datasource/\(tenant.source)/import/\(id)").json.entity
            return ["done", "failed", "cancelled"].contains(job.state.string ?? "")
        }
        return job
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775806", "4294967297", "-1", "x", ""])
    func `an offset that no content has is refused`(offset: String) async throws {
        let tenant = try await AudienceTenant(.sqlite)
        let path = "\(tenant.base)/datasource/\(tenant.source)/import"
        let made = try await tenant.server.post(
            path,
            token: tenant.writer,
            #"{"kind":"contacts","format":"csv"}"#
        )
        let id = try #require(made.json.entity.id.string)
        let answer = try await tenant.server.send(
            "PATCH",
            "\(path)/\(id)/content",
            token: tenant.writer,
            headers: [("Upload-Offset", offset)],
            body: Array("_user_id\n".utf8)
        )
        #expect(answer.status == 400)
        #expect(answer.json.errors.names == ["Upload-Offset"])
    }

    @Test(arguments: TestStore.allCases)
    func `a file goes in by pieces with the data source's own token`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let created = try await create(tenant)
        #expect(created.status == 201)
        #expect(created.header("X-RateLimit-Limit") != nil)
        #expect(created.json.entity.state == "receiving")
        let id = created.json.entity.id.string ?? ""
        let first = try await append(String(Self.csv.prefix(20)), at: 0, to: id, of: tenant)
        #expect(first.status == 204)
        #expect(first.header("Upload-Offset") == "20")
        #expect(first.header("Upload-Complete") == "?0")
        let wrong = try await append("x", at: 7, to: id, of: tenant)
        #expect(wrong.status == 409)
        #expect(wrong.header("Upload-Offset") == "20")
        let rest = String(Self.csv.dropFirst(20))
        let last = try await append(rest, at: 20, isLast: true, to: id, of: tenant)
        #expect(last.status == 204)
        #expect(last.header("Upload-Complete") == "?1")
        let job = try await ended(id, of: tenant)
        #expect(job.state == "done")
        #expect(job.rowsAccepted == 2)
        #expect(job.rowsRefused == 1)
        #expect(job.columns == ["Id", "Mail"])
        #expect(job.secondsLeft == nil)
        #expect(try await tenant.read("/audience/user/U-3").status == 200)
        let again = try await append(rest, at: 20, isLast: true, to: id, of: tenant)
        #expect(again.status == 204, "the answer to the last piece may have been lost")
        let list = try await tenant.read("/datasource/\(tenant.source)/import")
        #expect(list.json.entities.elements.map(\.id) == [.string(id)])
    }

    @Test(arguments: TestStore.allCases)
    func `problems are a file, and show rows only to those who may read contacts`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let id = try await create(tenant).json.entity.id.string ?? ""
        _ = try await append(Self.csv, at: 0, isLast: true, to: id, of: tenant)
        _ = try await ended(id, of: tenant)
        let path = "/datasource/\(tenant.source)/import/\(id)/problems"
        let full = try await tenant.read(path)
        #expect(full.header("Content-Type")?.hasPrefix("text/csv") == true)
        let head = "number,row,column,code,message,excerpt\r\n1,3,Mail,email.invalid,"
        #expect(full.text.hasPrefix(head))
        #expect(full.text.contains("\"U-2,nobody\""))
        let writer = try await tenant.issue("PROJECT_AUDIENCE_WRITE")
        for token in [tenant.writer, writer] {
            let cut = try await tenant.read(path, token: token)
            #expect(cut.status == 200)
            #expect(cut.text.hasPrefix(head))
            #expect(!cut.text.contains("nobody"))
        }
        let none = try await tenant.read(path + "?after=1")
        #expect(none.text == "number,row,column,code,message,excerpt\r\n")
        #expect(try await tenant.read(path + "?after=x").status == 400)
    }

    @Test(arguments: TestStore.allCases)
    func `tokens without a right to write find nothing`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let reader = try await tenant.issue("PROJECT_AUDIENCE_READ", "PROJECT_DATASOURCE_READ")
        #expect(try await create(tenant, token: reader).status == 404)
        #expect(try await create(tenant, token: "nobody").status == 401)
        let other = try await AudienceTenant(store)
        #expect(try await create(tenant, token: other.writer).status == 404)
        let id = try await create(tenant).json.entity.id.string ?? ""
        let path = "\(other.base)/datasource/\(other.source)/import/\(id)"
        #expect(try await other.server.get(path, token: other.writer).status == 404)
        let cancelled = try await tenant.ask("/datasource/\(tenant.source)/import/\(id)/cancel", "")
        #expect(cancelled.json.entity.state == "cancelled")
        #expect(try await append("x", at: 0, to: id, of: tenant).status == 409)
    }

    @Test(arguments: [
        ("[]", "Body should be a JSON object"), ("{}", "This field is required"),
        (#"{"kind":"people","format":"csv"}"#, "Must be contacts or events"),
        (#"{"kind":"contacts","format":"csv","delimiter":"ab"}"#, "Must be one character"),
        (#"{"kind":"contacts","format":"csv","delimiter":"x"}"#, "Must be a comma"),
        (#"{"kind":"contacts","format":"ndjson","delimiter":","}"#, "Only CSV"),
        (#"{"kind":"contacts","format":"csv","mapping":[]}"#, "Must be an object"),
        (#"{"kind":"contacts","format":"csv","mapping":{"a":1}}"#, "Must be an object whose"),
        (#"{"kind":"contacts","format":"csv","mapping":{"a":"_x"}}"#, "no attribute _x"),
        (#"{"kind":"events","format":"csv","mapping":{"a":"total"}}"#, "Events have no field"),
        (#"{"kind":"contacts","format":"csv","size":-1}"#, "Must be 0 to"),
        (#"{"kind":"contacts","format":"csv","fingerprint":"a b"}"#, "plain ASCII"),
    ])
    func `a wish that cannot be is refused with its reason`(
        body: String,
        reason: String
    ) async throws {
        let tenant = try await AudienceTenant(.sqlite)
        let answer = try await create(tenant, body)
        #expect(answer.status == 400)
        #expect(answer.text.contains(reason), "\(answer.text)")
    }

    @Test(arguments: TestStore.allCases, ["csv", "ndjson"])
    func `what was exported goes in again as it was`(
        store: TestStore,
        format: String
    ) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push(
            "contacts",
            #"""
            [{"_user_id":"U-1","_first_name":"Ada, \"A\"","_email":"ada@example.com",
            "likes":["tea","[milk]"],"place":{"lat":41.5,"lon":2.25},"_birthday":"1990-01-31"},
            {"_user_id":"U-2","_phone_mobile":"+34600000001","note":"=1+1"}]
            """#
        )
        let other = try await AudienceTenant(store)
        let folder = try TemporaryFolder()
        let file = folder.file("contacts.\(format)")
        func export(_ project: String, to path: String) async throws -> String {
            let words = ["export", "contacts", path, "--project", project, "--format", format]
            let outcome = try await tenant.server.run(words)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return String(decoding: try TemporaryFolder.contents(of: path), as: UTF8.self)
        }
        let first = try await export(tenant.project, to: file)
        let loaded = try await tenant.server.run([
            "import", "contacts", file, "--project", other.project, "--datasource", other.source,
            "--map", "*=*",
        ])
        #expect(loaded.status == 0, "\(loaded.errors)")
        #expect(loaded.json.rowsAccepted == 2)
        #expect(loaded.json.ignoredColumns == [])
        let second = try await export(other.project, to: folder.file("again.\(format)"))
        #expect(first.contains("milk"))
        #expect(first.split(separator: "\n").sorted() == second.split(separator: "\n").sorted())
    }

    @Test(arguments: TestStore.allCases)
    func `bounds are told`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let sized = try await create(
            tenant,
            #"{"kind":"contacts","format":"csv","size":10,"fingerprint":"a"}"#
        )
        let id = sized.json.entity.id.string ?? ""
        #expect(try await append("_user_id\nU-1", at: 0, to: id, of: tenant).status == 400)
        #expect(
            try await append("_user_id", at: 0, isLast: true, to: id, of: tenant).status == 400
        )
        let same = try await create(
            tenant,
            #"{"kind":"contacts","format":"csv","fingerprint":"a"}"#
        )
        #expect(same.status == 200)
        #expect(same.json.entity.id.string == id)
        for _ in 0..<3 { #expect(try await create(tenant).status == 201) }
        #expect(try await create(tenant).status == 409)
        let noOffset = try await tenant.server.send(
            "PATCH",
            "\(tenant.base)/datasource/\(tenant.source)/import/\(id)/content",
            token: tenant.writer,
            body: [65]
        )
        #expect(noOffset.status == 400)
    }
}
