import CCurl
import Essentials
import Glibc

/// A thread that runs one closure.
final class LoopThread: Sendable {
    private let handle: pthread_t
    private let isJoined = Locked(false)

    /// Starts the thread.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(HTTPClientError) {
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        let code = pthread_create(
            &handle,
            nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                CCurl_nameThread(body.name)
                body.run()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            box.release()
            throw .system(code)
        }
        self.handle = handle
    }

    deinit {
        if !isJoined.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Waits for the thread's end; at once when it was waited for before.
    func join() {
        let isFirst = isJoined.withLock { isJoined in
            defer { isJoined = true }
            return !isJoined
        }
        if isFirst { pthread_join(handle, nil) }
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
