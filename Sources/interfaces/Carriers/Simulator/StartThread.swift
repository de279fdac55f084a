import Glibc

/// Starts a thread of its own for the body, which is not waited for.
func startThread(_ body: @escaping @Sendable () -> Void) throws(SimulatorError) {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Body(body))
    let code = unsafe pthread_create(
        &thread,
        nil,
        { context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            return nil
        },
        context.toOpaque()
    )
    guard code == 0 else {
        unsafe context.release()
        throw .noThread(code: code)
    }
    pthread_detach(thread)
}
