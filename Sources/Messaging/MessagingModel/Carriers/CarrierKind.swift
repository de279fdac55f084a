/// A kind of carrier, as SMPP: checks the settings of its carriers, makes them and tries them out.
///
/// Another kind of carrier is a folder with a type of this protocol, and a line in the list of
/// kinds that a server has.
public protocol CarrierKind: Sendable {
    /// The name of the kind in settings, as `smpp`.
    var name: CarrierSettings.Kind { get }
    /// The one carrier of this kind, which every server has; nil for a kind whose carriers the
    /// operator adds.
    var builtIn: CarrierSettings? { get }

    /// Checks the options of a carrier.
    func validate(_ settings: CarrierSettings) throws(CarrierError)
    /// Whether the value of an option is a secret that must not be shown.
    func isSecret(option name: String) -> Bool
    /// The window of a carrier whose operator did not choose one; nil to leave it as it is.
    func defaultWindow(for settings: CarrierSettings) -> Int?
    /// Makes a carrier, which connects once it is started.
    func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier
    /// Connects once and submits nothing; one result for each connection, nil for a kind that has
    /// no connections.
    func check(
        _ settings: CarrierSettings
    ) async throws(CarrierError) -> [CarrierConnectionCheck]?
    /// Releases what the carriers of this kind share, after all of them were stopped.
    func shutDown() async
}

/// How an attempt to connect to a carrier ended.
public struct CarrierConnectionCheck: Hashable, Sendable {
    /// What was tried, as `transceiver`.
    public let mode: String
    /// Whether the carrier accepted the connection.
    public let isBound: Bool
    /// The carrier's name for itself; empty when it gave none.
    public let serverName: String
    /// The version of the protocol, as `3.4`.
    public let version: String
    /// How long it took.
    public let duration: Duration
    /// Why it failed; nil when it did not.
    public let problem: String?

    /// Creates a result.
    public init(
        mode: String,
        isBound: Bool,
        serverName: String,
        version: String,
        duration: Duration,
        problem: String?
    ) {
        self.mode = mode
        self.isBound = isBound
        self.serverName = serverName
        self.version = version
        self.duration = duration
        self.problem = problem
    }
}

/// Why a carrier cannot be made or checked.
public enum CarrierError: Error, Hashable, Sendable {
    /// There is no kind of carrier with that name.
    case unknownKind(String)
    /// An option is wrong; the sentence says what to change.
    case invalidOption(name: String, reason: String)
    /// The system cannot provide what the carrier needs.
    case unavailable(String)
}

extension CarrierError: CustomStringConvertible {
    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .unknownKind(let name): "there is no kind of carrier named '\(name)'"
        case .invalidOption(_, let reason), .unavailable(let reason): reason
        }
    }
}
