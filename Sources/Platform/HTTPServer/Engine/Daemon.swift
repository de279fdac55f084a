import CMicroHTTPD
import Glibc

/// Owns a libmicrohttpd daemon, which its loop's thread drives, and forwards its callbacks.
///
/// Every member but the initialiser is called on the thread of the loop that owns it. The daemon
/// keeps an unretained pointer to the loop, which outlives it: the loop owns this value.
final class Daemon {
    private let handle: OpaquePointer
    /// Readable when ``run()`` has work to do.
    let descriptor: Int32
    private var quiesced = false

    /// Starts a daemon on the listening descriptor and takes ownership of it.
    init?(
        listening descriptor: Int32,
        connections: Int,
        tls: TLSFiles?,
        loop: ServerLoop
    ) {
        var settings = CMicroHTTPD_Settings()
        settings.listen_socket = descriptor
        settings.connection_limit = UInt32(clamping: max(1, connections))
        settings.connection_memory = 32 * 1024
        settings.context = Unmanaged.passUnretained(loop).toOpaque()
        settings.accepts = { context, address, _ in
            ServerLoop.from(context)?.accepts(address) == true ? .YES : .NO
        }
        settings.connection_changed = { context, handle, stored, code in
            guard let loop = ServerLoop.from(context), let handle, let stored else { return }
            if code == .CONNECTION_NOTIFY_STARTED {
                let connection = Connection(handle: handle, loop: loop)
                stored.pointee = Unmanaged.passRetained(connection).toOpaque()
                loop.opened(connection)
            } else if let pointer = stored.pointee {
                stored.pointee = nil
                loop.closed(Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue())
            }
        }
        settings.begins = { _, uri, handle in
            if let uri { Connection.of(handle)?.begin(uri: uri) }
            return nil
        }
        settings.handles = { _, handle, path, method, _, data, size, _ in
            guard let connection = Connection.of(handle), let path, let method, let size else {
                return .NO
            }
            return connection.proceed(path: path, method: method, data: data, size: size)
        }
        settings.completed = { _, handle, _, reason in
            Connection.of(handle)?.completed(
                sent: reason == .REQUEST_TERMINATED_COMPLETED_OK
            )
        }
        // Paths and queries are decoded later, once they are split into segments and values.
        settings.unescapes = { _, _, text in text.map { strlen($0) } ?? 0 }
        let started =
            if let tls {
                tls.key.withCString { key in
                    tls.certificate.withCString { certificate in
                        settings.key = key
                        settings.certificate = certificate
                        return CMicroHTTPD_start(&settings)
                    }
                }
            } else {
                CMicroHTTPD_start(&settings)
            }
        guard let started else { return nil }
        handle = started
        self.descriptor = CMicroHTTPD_epoll(started)
    }

    deinit { MHD_stop_daemon(handle) }

    /// Reads, calls back and writes as much as possible without waiting.
    func run() { MHD_run(handle) }

    /// Whether ``run()`` has work that the descriptor does not signal.
    var isPending: Bool {
        var milliseconds: UInt64 = 0
        return MHD_get_timeout(handle, &milliseconds) == .YES && milliseconds == 0
    }

    /// Stops accepting connections.
    func quiesce() {
        guard !quiesced else { return }
        quiesced = true
        let listening = MHD_quiesce_daemon(handle)
        if listening >= 0 { close(listening) }
    }
}

/// The contents of a certificate file and its key file.
struct TLSFiles: Sendable {
    let certificate: String
    let key: String

    init(_ files: HTTPServerConfiguration.TLS) throws(HTTPServerError) {
        certificate = try TLSFiles.read(files.certificatePath)
        key = try TLSFiles.read(files.keyPath)
    }

    private static func read(_ path: String) throws(HTTPServerError) -> String {
        guard let file = fopen(path, "re") else {
            throw .unreadableFile(path: path, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 262_144)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count < bytes.count else {
            throw .unreadableFile(path: path, reason: "longer than 256 KiB")
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
