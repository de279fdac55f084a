/// The limits and the user agent of an HTTP client.
public struct HTTPClientConfiguration: Sendable {
    /// The value of the `User-Agent` header.
    public var userAgent = "Heliograph"
    /// Which addresses may be called.
    public var targetGuard = TargetGuard(allowsPrivateTargets: false)
    /// The most calls in flight.
    public var mostInFlight = 1024
    /// The most calls in flight to one host and port.
    public var mostInFlightPerHost = 64
    /// The most calls that may wait; more fail with ``OutgoingFailure/overloaded``.
    public var mostWaiting = 65_536
    /// The most bytes of a response body to keep; the rest is read and discarded.
    public var longestBody = 65_536
    /// A file of trusted certificates in PEM format; nil for the system's.
    public var certificateFile: String?

    /// Creates the default configuration.
    public init() {}
}
