import Essentials

/// Opens a connection when there is none, and waits longer after each failed attempt.
///
/// Between attempts, callers fail at once with the last error. The waits are 100 ms, 200 ms, 400
/// ms, 800 ms, 1.6 s, 3.2 s and then 5 s, each with up to 20 % jitter.
struct ConnectionKeeper {
    private static let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))

    private let open: @Sendable () throws(DatabaseError) -> any SQLConnection
    private var connection: (any SQLConnection)?
    private var failures = 0
    private var notBefore: UInt64 = 0
    private var lastError = DatabaseError.closed
    private var generator = SystemRandomNumberGenerator()

    /// How many times a connection was opened.
    private(set) var openings: UInt64 = 0

    init(open: @escaping @Sendable () throws(DatabaseError) -> any SQLConnection) {
        self.open = open
    }

    /// The connection, if it is open.
    var current: (any SQLConnection)? { connection }

    /// An open connection; opens one if needed.
    mutating func usable() throws(DatabaseError) -> any SQLConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        guard monotonicNanoseconds() >= notBefore else { throw lastError }
        do {
            let fresh = try open()
            connection = fresh
            openings += 1
            failures = 0
            notBefore = 0
            return fresh
        } catch {
            failures += 1
            let wait = ConnectionKeeper.backoff.delay(beforeRetry: failures, using: &generator)
            notBefore = monotonicNanoseconds() + UInt64(wait.wholeMicroseconds) * 1000
            lastError = error
            throw error
        }
    }

    /// Closes the connection.
    mutating func close() { connection = nil }
}
