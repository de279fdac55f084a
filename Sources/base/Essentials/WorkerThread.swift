import Glibc

/// A thread of the operating system that runs one body, for work that blocks or owns C handles.
public enum WorkerThread {
    /// Starts a detached thread; its name, cut to 15 octets, shows in tools such as `top -H`.
    public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, threadMain, box.toOpaque())
        precondition(status == 0, "no thread can be started: error \(status)")
        pthread_detach(thread)
    }

    /// Lets the calling thread rest, to gather work that arrives in a stream.
    public static func rest(_ duration: Duration) {
        let microseconds = max(duration.wholeMicroseconds, 0)
        var time = timespec(
            tv_sec: Int(microseconds / 1_000_000),
            tv_nsec: Int(microseconds % 1_000_000) * 1000
        )
        nanosleep(&time, nil)
    }

    fileprivate final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<WorkerThread.Start>.fromOpaque(context).takeRetainedValue()
    // Swift cannot see pthread_setname_np, a GNU extension.
    if let file = fopen("/proc/thread-self/comm", "w") {
        fputs(String(decoding: start.name.utf8.prefix(15), as: UTF8.self), file)
        fclose(file)
    }
    start.body()
    return nil
}
