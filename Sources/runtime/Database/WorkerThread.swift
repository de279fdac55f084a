import Essentials
import Glibc

/// A thread for work that blocks.
enum WorkerThread {
    /// Starts a thread that ends with the closure.
    ///
    /// Tools such as `top -H` show the first 15 characters of the name.
    static func start(
        _ name: String,
        _ body: @escaping @Sendable () -> Void
    ) throws(DatabaseError) {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        let code = pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            throw .unavailable("no thread could be started (error \(code))")
        }
    }

    /// Lets the calling thread sleep.
    static func sleep(_ duration: Duration) {
        let microseconds = max(duration.wholeMicroseconds, 0)
        var time = timespec(
            tv_sec: Int(microseconds / 1_000_000),
            tv_nsec: Int(microseconds % 1_000_000) * 1000
        )
        nanosleep(&time, nil)
    }

    private final class Work {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            // Swift cannot see pthread_setname_np, a GNU extension.
            if let file = fopen("/proc/thread-self/comm", "w") {
                fputs(String(name.prefix(15)), file)
                fclose(file)
            }
            body()
        }
    }
}
