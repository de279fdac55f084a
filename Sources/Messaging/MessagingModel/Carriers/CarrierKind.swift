/// A kind of carrier, such as SMPP: checks settings, creates carriers and tests connections.
///
/// To add a kind of carrier, add a type that conforms to this protocol, and list it among the kinds
/// of a server.
public protocol CarrierKind: Sendable {
    /// The name of the kind in settings, such as `smpp`.
    var name: CarrierSettings.Kind { get }
    /// The carrier of this kind that every server has; nil for a kind whose carriers the operator
    /// adds.
    var builtIn: CarrierSettings? { get }

    /// Checks the options of a carrier.
    func validate(_ settings: CarrierSettings) throws(CarrierError)
    /// Whether the value of an option is a secret, which must not be shown.
    func isSecret(option name: String) -> Bool
    /// The window of a carrier whose operator set none; nil to leave it unchanged.
    func defaultWindow(for settings: CarrierSettings) -> Int?
    /// Creates a carrier, which connects when it is started.
    func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier
    /// Connects once without submitting anything; returns one result for each connection, or nil
    /// for a kind without connections.
    func check(
        _ settings: CarrierSettings
    ) async throws(CarrierError) -> [CarrierConnectionCheck]?
    /// Releases what the carriers of this kind share, after all of them were stopped.
    func shutDown() async
}

/// The outcome of an attempt to connect to a carrier.
public struct CarrierConnectionCheck: Hashable, Sendable {
    /// The mode of the connection, such as `transceiver`.
    public let mode: String
    /// Whether the carrier accepted the connection.
    public let isBound: Bool
    /// The carrier's name for itself; empty if it gave none.
    public let serverName: String
    /// The version of the protocol, such as `3.4`.
    public let version: String
    /// How long it took.
    public let duration: Duration
    /// Why it failed; nil if it did not.
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

/// Why a carrier cannot be created or checked.
public enum CarrierError: Error, Hashable, Sendable {
    /// There is no kind of carrier with that name.
    case unknownKind(String)
    /// An option is wrong; the sentence says what to change.
    case invalidOption(name: String, reason: String)
    /// The system cannot provide what the carrier needs.
    case unavailable(String)
}

extension CarrierError: CustomStringConvertible {
    /// The reason, as a sentence.
    public var description: String {
        switch self {
        case .unknownKind(let name): "there is no kind of carrier named '\(name)'"
        case .invalidOption(_, let reason), .unavailable(let reason): reason
        }
    }
}
