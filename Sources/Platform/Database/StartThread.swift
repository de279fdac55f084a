import Essentials

/// Starts a thread that ends with the body.
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
