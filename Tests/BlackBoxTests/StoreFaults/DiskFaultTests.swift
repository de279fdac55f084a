import Essentials
import Glibc
import TestSupport
import Testing

/// Disks that are full or fail under a running server on SQLite.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DiskFaultTests {
    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let path = folder.path
        defer { withExtendedLifetime(folder) {} }
        return system("mount -t tmpfs -o size=1m none \(path) 2>/dev/null && umount \(path)") == 0
    }()

    @Test(.enabled(if: canMount, "a small file system can only be mounted by root"))
    func `a full disk is told, nothing spins, and everything goes on with space`() async throws {
        let folder = try TemporaryFolder()
        let (disk, ballast) = (folder.path, "\(folder.path)/ballast")
        try #require(system("mount -t tmpfs -o size=24m none \(disk)") == 0)
        defer { _ = system("umount -l \(disk)") }
        let server = try await RunningServer(on: .sqlite, data: "\(disk)/data")
        let tenant = try await Tenant(on: server)
        let audience = try await AudienceTenant(on: server)
        let contact = #"[{"_user_id":"U1","_email":"u1@example.com"}]"#
        #expect(try await audience.push("contacts", contact).status == 202)
        // Accepted and not yet applied when the disk is full.
        for number in 0..<50 {
            _ = try await server.post(
                "\(audience.stream)/contacts",
                token: audience.writer,
                #"[{"_user_id":"V\#(number)","_email":"v\#(number)@example.com"}]"#
            )
            if number == 40 { _ = system("dd if=/dev/zero of=\(ballast) bs=4k 2>/dev/null") }
        }
        try await waitUntil(running: server) {
            try await send(tenant).status == 503
        }
        #expect(try await server.get("/ready", token: nil).status == 503)
        try await Calm(server).expect(for: 8)
        try #require(unlink(ballast) == 0)
        try await waitUntil(running: server) { try await send(tenant).status == 201 }
        try await waitUntil(running: server) {
            try await server.get("/ready", token: nil).status == 200
        }
        let later = #"[{"_user_id":"U2","_email":"u2@example.com"}]"#
        #expect(try await audience.push("contacts", later).status == 202)
        #expect(try await server.command("doctor").healthy == true)
        #expect(try await server.stop() == 0)
    }

    /// Errors of reading, writing and syncing, by a library that the server is started with.
    @Test(arguments: ["write", "sync", "read"])
    func `a failing disk is told, nothing spins, and nothing that was answered is lost`(
        call: String
    ) async throws {
        let faults = try DiskFaults()
        let server = try await RunningServer(on: .sqlite, environment: faults.environment)
        let tenant = try await Tenant(on: server)
        var accepted = [try await tenant.sendOne()]
        faults.begin(call)
        var refusals = 0
        for _ in 0..<20 {
            let answer = try await send(tenant)
            switch answer.status {
            case 201: accepted.append(answer.json.entity.id.string ?? "")
            case 503: refusals += 1
            default: Issue.record("\(answer.status): \(answer.text)")
            }
        }
        // What is in the cache is not read again.
        if call != "read" { #expect(refusals > 0) }
        try await Calm(server).expect(for: 8)
        faults.end()
        if try await server.get("/ready", token: nil).text.contains("damaged") {
            // A page that could not be read may be damaged: the server wants to look at its start.
            #expect(try await server.stop() == 0)
            try await server.start()
        }
        try await waitUntil(running: server) { try await send(tenant).status == 201 }
        for id in accepted { try await tenant.expect("delivered", of: id) }
        try await server.kill()
        try await server.start()
        for id in accepted { try await tenant.expect("delivered", of: id) }
        #expect(try await server.command("doctor").healthy == true)
        #expect(try await server.stop() == 0)
    }

    private func send(_ tenant: Tenant) async throws -> HTTPConnection.Answer {
        try await tenant.server.post(
            "/transactional/v1/sms",
            token: tenant.token,
            #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
        )
    }
}

/// A library for `LD_PRELOAD` that lets calls on the store's files fail while a file says which.
final class DiskFaults: Sendable {
    private let folder: TemporaryFolder
    private let library: String
    private let control: String

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int fails(int fd, const char *call) {
            const char *control = getenv("HELIOGRAPH_TEST_FAULTS");
            char link[64], path[4096];
            if (!control) return 0;
            snprintf(link, sizeof link, "%s/%s", control, call);
            if (access(link, F_OK) != 0) return 0;
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t count = readlink(link, path, sizeof path - 1);
            if (count <= 0) return 0;
            path[count] = 0;
            return strstr(path, "heliograph.db") != NULL && !strstr(path, "-shm");
        }

        #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
        ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
            if (fails(fd, "write")) { errno = EIO; return -1; }
            return REAL(pwrite64)(fd, bytes, count, at);
        }
        ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
            if (fails(fd, "write")) { errno = EIO; return -1; }
            return REAL(pwrite)(fd, bytes, count, at);
        }
        ssize_t write(int fd, const void *bytes, size_t count) {
            if (fails(fd, "write")) { errno = EIO; return -1; }
            return REAL(write)(fd, bytes, count);
        }
        ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) {
            if (fails(fd, "read")) { errno = EIO; return -1; }
            return REAL(pread64)(fd, bytes, count, at);
        }
        ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
            if (fails(fd, "read")) { errno = EIO; return -1; }
            return REAL(pread)(fd, bytes, count, at);
        }
        int fsync(int fd) {
            if (fails(fd, "sync")) { errno = EIO; return -1; }
            return REAL(fsync)(fd);
        }
        int fdatasync(int fd) {
            if (fails(fd, "sync")) { errno = EIO; return -1; }
            return REAL(fdatasync)(fd);
        }
        """

    /// Compiles the library.
    init() throws {
        folder = try TemporaryFolder("hf")
        library = folder.file("faults.so")
        control = folder.path
        let source = folder.file("faults.c")
        guard let file = fopen(source, "w") else { throw TestSupportError("no source") }
        fputs(Self.source, file)
        fclose(file)
        let compile = "-shared -fPIC -O1 -o \(library) \(source) -ldl 2>\(folder.file("errors"))"
        guard system("cc \(compile) || clang \(compile)") == 0 else {
            throw TestSupportError("no C compiler")
        }
    }

    /// What the server needs in its environment.
    var environment: [String: String] {
        ["LD_PRELOAD": library, "HELIOGRAPH_TEST_FAULTS": control]
    }

    /// Lets calls of a kind fail: write, sync or read.
    func begin(_ call: String) {
        if let file = fopen(folder.file(call), "w") { fclose(file) }
    }

    /// Ends all faults.
    func end() { for call in ["write", "sync", "read"] { unlink(folder.file(call)) } }
}
