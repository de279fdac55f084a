public import Database
import Essentials
import Glibc

/// A proxy between a program and PostgreSQL that breaks connections as networks do.
///
/// It listens on a Unix socket in a temporary folder, as PostgreSQL does.
public final class PostgresProxy: Sendable {
    private struct State: Sendable {
        var isRefusing = false
        /// What a transaction must contain, so that the answer to its COMMIT is swallowed.
        var mark: [UInt8]?
        /// Whether nothing gets through afterwards.
        var refusesAfterwards = false
        var swallowed = 0
        var links: [Link] = []
        var isClosed = false
    }

    /// The location to connect to.
    public let location: DatabaseLocation
    /// The location without the proxy.
    public let direct: DatabaseLocation

    private let folder: TemporaryFolder
    private let upstream: String
    private let listener: Int32
    private let state = Locked(State())

    /// Starts a proxy in front of a fresh database of the private server.
    public init() throws {
        direct = try PrivatePostgres.shared().freshDatabase()
        guard case .postgres(let url) = direct else { throw TestSupportError("no PostgreSQL") }
        let parts = url.split(separator: " ").map(String.init)
        guard let host = parts.first(where: { $0.hasPrefix("host=") })?.dropFirst(5) else {
            throw TestSupportError("no host in \(url)")
        }
        upstream = "\(host)/.s.PGSQL.5432"
        folder = try TemporaryFolder("heliograph-proxy")
        let rest = parts.filter { !$0.hasPrefix("host=") }.joined(separator: " ")
        location = .postgres(url: "host=\(folder.path) \(rest)")
        let path = folder.file(".s.PGSQL.5432")
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        listener = descriptor
        let code = UnixAddress.with(path) { Glibc.bind(descriptor, $0, $1) }
        guard code == 0, listen(descriptor, 64) == 0 else {
            throw TestSupportError("proxy: errno \(errno)")
        }
        try WorkerThread("pg-proxy") { [weak self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else {
                    if errno == EINTR { continue }
                    return
                }
                guard let self else {
                    Glibc.close(client)
                    return
                }
                self.serve(client)
            }
        }
    }

    deinit { close() }

    /// The address as an option of the program.
    public var url: String {
        guard case .postgres(let url) = location else { return "" }
        return url
    }

    /// How many answers were swallowed so far.
    public var swallowed: Int { state.withLock { $0.swallowed } }

    /// Passes the next COMMIT of a transaction that sent the given text on, swallows the answer and
    /// ends the connection.
    ///
    /// With `refusing`, nothing gets through afterwards, until ``restore()``.
    public func swallowCommit(after text: String, refusing: Bool = false) {
        state.withLock { state in
            state.mark = Array(text.utf8)
            state.refusesAfterwards = refusing
        }
    }

    /// Ends all connections and refuses new ones.
    public func refuse() {
        let links = state.withLock { state in
            state.isRefusing = true
            return state.links
        }
        for link in links { link.end() }
    }

    /// Ends the clients' connections; the server does not notice.
    public func cutOff() { for link in state.withLock({ $0.links }) { link.cutOff() } }

    /// Lets connections through again.
    public func restore() { state.withLock { $0.isRefusing = false } }

    /// Ends the proxy.
    public func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        refuse()
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private func serve(_ client: Int32) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let isRefusing = state.withLock { $0.isRefusing }
        let upstream = upstream
        guard !isRefusing,
            UnixAddress.with(upstream, { Glibc.connect(server, $0, $1) }) == 0
        else {
            Glibc.close(client)
            Glibc.close(server)
            return
        }
        let link = Link(client: client, server: server)
        state.withLock { $0.links.append(link) }
        let pumps: [@Sendable () -> Void] = [
            { [weak self] in link.pumpRequests { self?.mustSwallow($0) ?? false } },
            { [weak self] in
                link.pumpAnswers { self?.countSwallowed() }
                self?.state.withLock { $0.links.removeAll { $0 === link } }
            },
        ]
        for pump in pumps {
            do { try WorkerThread("pg-proxy-link") { pump() } } catch { link.end() }
        }
    }

    /// Whether this transaction's answer to COMMIT must be swallowed.
    private func mustSwallow(_ transaction: [UInt8]) -> Bool {
        state.withLock { state in
            guard let mark = state.mark, transaction.contains(mark) else { return false }
            state.mark = nil
            return true
        }
    }

    private func countSwallowed() {
        let refuses = state.withLock { state in
            state.swallowed += 1
            return state.refusesAfterwards
        }
        if refuses { refuse() }
    }
}

/// One connection through the proxy.
private final class Link: Sendable {
    private let client: Int32
    private let server: Int32
    /// Whether what the server answers next is swallowed.
    private let swallows = Locked(false)
    private let isCutOff = Locked(false)

    private static let commit = Array("COMMIT\u{0}".utf8)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        close(client)
        close(server)
    }

    /// Ends the client's side alone.
    func cutOff() {
        isCutOff.withLock { $0 = true }
        shutdown(client, Int32(SHUT_RDWR))
    }

    func end() {
        guard !isCutOff.withLock({ $0 }) else { return }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    /// Passes what the client sends on; asks about every transaction that ends with COMMIT.
    func pumpRequests(_ mustSwallow: ([UInt8]) -> Bool) {
        var transaction: [UInt8] = []
        while let bytes = Self.read(client) {
            transaction += bytes
            if bytes.contains(Self.commit) {
                if mustSwallow(transaction) { swallows.withLock { $0 = true } }
                transaction = []
            }
            guard Self.write(bytes, to: server) else { break }
        }
        end()
    }

    func pumpAnswers(_ swallowed: () -> Void) {
        while let bytes = Self.read(server) {
            if swallows.withLock({ $0 }) {
                swallowed()
                break
            }
            guard Self.write(bytes, to: client) else { break }
        }
        end()
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes[..<count]) : nil
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// Addresses of Unix sockets.
private enum UnixAddress {
    static func with(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path.utf8.prefix(buffer.count - 1))
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
