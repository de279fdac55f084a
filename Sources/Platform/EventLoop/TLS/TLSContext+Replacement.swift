import Essentials

extension TLSContext {
    /// Has later connections use another context, for example with a renewed certificate.
    ///
    /// Open connections keep what they began with.
    public func replace(by other: TLSContext) { replacement.withLock { $0 = other } }

    /// The context for a new connection.
    var present: TLSContext { replacement.withLock { $0 } ?? self }
}
