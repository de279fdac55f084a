import Essentials
import Glibc
import TestSupport
import Testing

/// A file on its way into a server that is killed, and the proof that all of it arrived once.
struct ImportCrashWorld {
    let server: RunningServer
    let file: ImportCrashFile
    private let project: String
    private let source: String
    private let product: String

    init(_ store: TestStore, rows: Int, seed: UInt64) async throws {
        server = try await RunningServer(on: store, options: ["--requests-per-minute", "1000000"])
        file = try ImportCrashFile(rows: rows, seed: seed)
        let made = try await server.command("organization", "create", "--name", "A", "--plan", "xl")
        project = try await AudienceTenant.newProject(of: made.uid.string ?? "", on: server)
        product = try await AudienceTenant.newToken(in: project, ["all"], on: server)
        let created = try await server.command(
            "datasource",
            "create",
            "--project",
            project,
            "--name",
            "CRM"
        )
        source = created.id.string ?? ""
    }

    private var base: String { "/v1/project/\(project)/datasource/\(source)/import" }

    // MARK: Over HTTP

    /// Sends the file in pieces, again and again while the server is down, and returns the import.
    func uploadOverHTTP() async throws -> String {
        let bytes = Array(file.text.utf8)
        let body = """
            {"kind":"contacts","format":"csv","delimiter":";","size":\(bytes.count),
            "mapping":\(ImportCrashFile.mappingJSON),"fingerprint":"crash"}
            """
        let id = try await persistently {
            try await server.post(base, token: product, body).json.entity.id.string
        }
        var offset = 0
        while offset < bytes.count {
            let piece = Array(bytes[offset..<min(offset + 40_000, bytes.count)])
            let isLast = offset + piece.count == bytes.count
            offset = try await persistently {
                let answer = try await server.send(
                    "PATCH",
                    "\(base)/\(id)/content",
                    token: product,
                    headers: [
                        ("Upload-Offset", "\(offset)"), ("Upload-Complete", isLast ? "?1" : "?0"),
                    ],
                    body: piece
                )
                guard answer.status == 204 || answer.status == 409 else { return nil }
                return answer.header("Upload-Offset").flatMap { Int($0) }
            }
        }
        return id
    }

    /// Tries until there is an answer that says something.
    private func persistently<Value>(_ attempt: () async throws -> Value?) async throws -> Value {
        var found: Value?
        try await waitUntil(within: .seconds(120)) {
            found = try? await attempt()
            return found != nil
        }
        guard let found else { throw TestSupportError("no answer") }
        return found
    }

    // MARK: By the command

    private var words: [String] {
        var words = [
            RunningServer.program, "import", "contacts", file.path, "--project", project,
            "--datasource", source, "--errors", file.errors, "--json",
        ]
        words += ImportCrashFile.mapping + server.location
        return words
    }

    /// Runs the command, and kills it after a while unless it ended.
    func runCommand(killedAfter pause: Duration) async throws {
        let child = try ChildProcess(words, output: "/dev/null", errors: "/dev/null")
        try await Task.sleep(for: pause)
        child.signal(SIGKILL)
        _ = try await child.wait()
    }

    /// Runs the command to its end.
    func runCommand() async throws -> ChildProcess.Outcome {
        let outcome = try await ChildProcess.run(words)
        // Some rows are bad, which the command says to its caller.
        #expect(outcome.status == 6, "\(outcome.errors)")
        return outcome
    }

    // MARK: The proof

    /// Waits for the end of the import, and checks that each row counted once.
    func expectEverythingOnce(_ id: String) async throws {
        var job = JSON.missing
        try await waitUntil(within: .seconds(120)) {
            job = try await server.get("\(base)/\(id)", token: product).json.entity
            return job.state == "done"
        }
        #expect(job.rowsRead.value == Double(file.good.count + file.bad.count))
        #expect(job.rowsAccepted.value == Double(file.good.count))
        #expect(job.rowsRefused.value == Double(file.bad.count))
        #expect(job.bytesRead.value == Double(file.text.utf8.count))
        let problems = try await server.get("\(base)/\(id)/problems", token: product)
        #expect(ImportCrashFile.rows(ofProblems: problems.text) == file.bad)
        try await expectContacts()
        let doctor = try await server.run(["doctor"])
        #expect(doctor.status == 0, "\(String(decoding: doctor.output, as: UTF8.self))")
    }

    /// Reads the whole audience, and compares it with the good rows.
    private func expectContacts() async throws {
        let exported = try await server.run([
            "export", "contacts", "--project", project, "--attributes", "_user_id",
        ])
        let found = String(decoding: exported.output, as: UTF8.self)
            .split(whereSeparator: \.isNewline).dropFirst().map(String.init)
        #expect(found.count == file.good.count)
        #expect(Set(found) == Set(file.good))
        let figures = try await server.command(
            "datasource",
            "stats",
            source,
            "--project",
            project
        )
        // Every good row was applied once: what came twice would have been a change.
        #expect(figures.contactsCreated.value == Double(file.good.count))
        #expect(figures.contactsUpdated.value == 0)
        #expect(figures.itemsAccepted.value == Double(file.good.count))
    }

    /// Checks the file that the command wrote.
    func expectProblemsInFile() throws {
        let text = String(decoding: try TemporaryFolder.contents(of: file.errors), as: UTF8.self)
        #expect(ImportCrashFile.rows(ofProblems: text) == file.bad)
    }
}
