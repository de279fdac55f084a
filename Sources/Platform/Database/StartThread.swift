import Essentials

/// Starts a thread that ends when the body returns.
func startThread(
    _ name: String,
    _ body: @escaping @Sendable () -> Void
) throws(DatabaseError) {
    do {
        try WorkerThread(name, body)
    } catch {
        throw .unavailable(error.description)
    }
}
