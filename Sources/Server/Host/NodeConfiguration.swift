public import HTTPServer
public import MessageDispatch
import Messaging
public import SMPPGateway
public import Telemetry

/// How a node serves.
public struct NodeConfiguration: Sendable {
    /// Where HTTP is served, and its limits.
    public var http = HTTPServerConfiguration()
    /// Where SMPP clients bind, and their limits; nil to serve no SMPP.
    public var gateway: GatewayConfiguration?
    /// The folder with the node's files; nil to keep none and not to watch the disk.
    public var dataFolder: String?
    /// Free disk space below which the node is not ready.
    public var minimumDiskBytes = 256 << 20
    /// The least important log lines that are written.
    public var logLevel = Logger.Level.info
    /// How long a stop waits for requests under way.
    public var drain = Duration.seconds(30)

    /// Whether webhooks may reach loopback and private addresses.
    public var allowsPrivateTargets = false
    /// Requests a minute to an endpoint; nil for the standard limit of each API.
    public var requestsPerMinute: Int?
    /// The most parts of one message.
    public var partsCount = 10
    /// What becomes of a hand-off that stays in doubt.
    public var inDoubtPolicy = PipelineConfiguration.InDoubtPolicy.unknown
    /// How long a hand-off may stay in doubt.
    public var inDoubtPatience = Duration.seconds(600)
    /// Whether records leave the simulator's journal when they are done with.
    public var compactsSimulatorJournal = true
    /// What answers number lookups.
    public var lookups = LookupSource.numbering
    /// The file with the networks of number prefixes; nil for the one that the build made.
    public var numberingData: String?

    /// What answers number lookups.
    public enum LookupSource: String, Sendable, CaseIterable {
        /// The numbering plans.
        case numbering
        /// The simulator, for tests.
        case simulator
    }

    /// Creates the standard configuration: HTTP on a port of the system's choice, no SMPP.
    public init() {}
}
