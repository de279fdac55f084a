import Essentials
import Glibc
import TestSupport
import Testing

/// Stores on SQLite whose pages were overwritten.
@Suite(.timeLimit(.minutes(10))) struct DamagedStoreTests {
    /// Where the file is damaged: its header, one page, or many.
    enum Damage: String, CaseIterable, Sendable {
        case header, onePage, manyPages, cutShort

        func apply(to path: String) {
            let file = open(path, O_RDWR)
            defer { close(file) }
            let size = Int(lseek(file, 0, SEEK_END))
            let junk = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
            func spoil(_ page: Int, from start: Int = 0) {
                _ = pwrite(file, Array(junk[start...]), 4096 - start, page * 4096 + start)
            }
            let pages = size / 4096
            switch self {
            case .header: spoil(0)
            case .onePage: spoil(2)
            case .manyPages: for page in stride(from: 1, to: pages, by: 2) { spoil(page) }
            case .cutShort: ftruncate(file, pages / 2 * 4096)
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func `a damaged store is not started on, and doctor says so`(damage: Damage) async throws {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await Tenant(on: server)
        for _ in 0..<20 { _ = try await tenant.sendOne() }
        #expect(try await server.stop() == 0)
        damage.apply(to: "\(server.data)/heliograph.db")
        let serve = try await server.run(["serve", "--http", "127.0.0.1:0"])
        #expect(serve.status == 5)
        #expect(serve.errors.contains("damaged"))
        #expect(serve.errors.contains("restore a backup"))
        #expect(!serve.errors.contains("again later"))
        let doctor = try await server.run(["doctor"])
        #expect([5, 6].contains(doctor.status))
        #expect(doctor.json.healthy != true)
        #expect(
            (doctor.errors + String(decoding: doctor.output, as: UTF8.self)).contains("damaged")
        )
    }

    @Test func `a server whose store is damaged under it accepts nothing more`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await Tenant(on: server)
        for _ in 0..<20 { _ = try await tenant.sendOne() }
        // What was written last is only in the log until the file is closed.
        #expect(try await server.stop() == 0)
        try await server.start()
        Damage.manyPages.apply(to: "\(server.data)/heliograph.db")
        var last: HTTPConnection.Answer?
        try await waitUntil(running: server) {
            // A request or a background task may read it first.
            _ = try await server.get("/transactional/v1/sms", token: tenant.token)
            last = try await server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
            )
            let ready = try await server.get("/ready", token: nil).status
            return last?.status == 503 && ready == 503
        }
        let ready = try await server.get("/ready", token: nil)
        #expect(ready.text.contains("damaged"))
        #expect(ready.text.contains("restore a backup"))
        for _ in 0..<5 {
            let answer = try await server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
            )
            #expect(answer.status == 503)
        }
        // A whole span of the limit on the log, as each kind of fault begins with three lines.
        try await Calm(server).expect(for: 10)
        #expect(server.log.contains("damaged"))
    }
}
