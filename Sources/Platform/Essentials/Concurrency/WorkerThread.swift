import Glibc

/// A thread of the operating system that runs one body, for work that blocks or owns C handles.
///
/// It runs until the body returns, even when nothing refers to this value any more.
public final class WorkerThread: Sendable {
    private let handle: pthread_t
    private let isJoined = Locked(false)

    /// Starts the thread; its name, cut to 15 bytes, shows in tools such as `top -H`.
    @discardableResult
    public init(
        _ name: String,
        _ body: @escaping @Sendable () -> Void
    ) throws(WorkerThreadError) {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            throw WorkerThreadError(code: code)
        }
        self.handle = handle
    }

    deinit {
        if !isJoined.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Waits for the thread's end; returns at once when called again.
    public func join() {
        let isFirst = isJoined.withLock { isJoined in
            defer { isJoined = true }
            return !isJoined
        }
        if isFirst { pthread_join(handle, nil) }
    }

    /// Suspends the calling thread for a while.
    public static func rest(_ duration: Duration) {
        let microseconds = max(duration.wholeMicroseconds, 0)
        var time = timespec(
            tv_sec: Int(microseconds / 1_000_000),
            tv_nsec: Int(microseconds % 1_000_000) * 1000
        )
        nanosleep(&time, nil)
    }

    private final class Work: Sendable {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            // Swift cannot see pthread_setname_np, a GNU extension.
            if let file = fopen("/proc/thread-self/comm", "w") {
                fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
                fclose(file)
            }
            body()
        }
    }
}

/// The system refused a thread.
public struct WorkerThreadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error number.
    public let code: Int32

    /// The reason.
    public var description: String {
        "no thread could be started: \(String(cString: strerror(code)))"
    }
}
