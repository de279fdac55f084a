public import HTTPServer
public import LongWork
public import MessageDispatch
import Messaging
public import SMPPGateway
public import Telemetry

/// The configuration of a node.
public struct NodeConfiguration: Sendable {
    /// The address of the HTTP server, and its limits.
    public var http = HTTPServerConfiguration()
    /// The limits of queries and other long computations.
    public var work = WorkLimits()
    /// The address of the SMPP gateway, and its limits; nil for no SMPP.
    public var gateway: GatewayConfiguration?
    /// The folder with the node's files; nil for no files and no check of the disk.
    public var dataFolder: String?
    /// The free disk space below which the node is not ready.
    public var minimumDiskBytes = 256 << 20
    /// The lowest level of log lines that are written.
    public var logLevel = Logger.Level.info
    /// How long a stop waits for running requests.
    public var drain = Duration.seconds(30)

    /// Whether webhooks may reach loopback and private addresses.
    public var allowsPrivateTargets = false
    /// Requests per minute and endpoint; nil for the standard limit of each API.
    public var requestsPerMinute: Int?
    /// The most parts of one message.
    public var partsCount = 10
    /// What happens to a hand-off that stays in doubt.
    public var inDoubtPolicy = PipelineConfiguration.InDoubtPolicy.unknown
    /// How long a hand-off may stay in doubt.
    public var inDoubtPatience = Duration.seconds(600)
    /// Whether finished records are removed from the simulator's journal.
    public var compactsSimulatorJournal = true
    /// The provider of number lookups.
    public var lookups = LookupSource.numbering

    /// The providers of number lookups.
    public enum LookupSource: String, Sendable, CaseIterable {
        /// The numbering plans.
        case numbering
        /// The simulator, for tests.
        case simulator
    }

    /// Creates the standard configuration: HTTP on a port that the system chooses, no SMPP.
    public init() {}
}
