/// Bounds and identity of an HTTP client.
public struct HTTPClientConfiguration: Sendable {
    /// What the `User-Agent` header says.
    public var userAgent = "Heliograph"
    /// Which addresses calls may go to.
    public var targetGuard = TargetGuard(allowsPrivateTargets: false)
    /// Calls in flight at most.
    public var mostInFlight = 1024
    /// Calls in flight to one host and port at most.
    public var mostInFlightPerHost = 64
    /// Calls that wait for room at most; more are answered ``OutgoingFailure/overloaded``.
    public var mostWaiting = 65_536
    /// Octets of an answer's body that are kept at most; the rest is read and forgotten.
    public var longestBody = 65_536
    /// A file of trusted certificates in PEM format; nil for the system's.
    public var certificateFile: String?

    /// Creates the default configuration.
    public init() {}
}
