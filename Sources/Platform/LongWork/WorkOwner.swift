public import Essentials
import Glibc

/// Whose work it is: an organization, and the token that asked for it.
public struct WorkOwner: Hashable, Sendable {
    /// The number of the organization.
    public let organization: Int64
    /// The token; nil for work that no request asked for.
    public let token: ObjectID?

    /// Creates the owner.
    public init(organization: Int64, token: ObjectID? = nil) {
        self.organization = organization
        self.token = token
    }
}

/// Why work was not done, or not finished.
public enum WorkRefusal: Error, Hashable, Sendable {
    /// So many computations of the owner wait already.
    case tooMany(Int)
    /// So many computations of everybody wait already.
    case full(Int)
    /// The owner has used its time, and has some again after a while.
    case exhausted(retryAfter: Duration)
    /// It took longer than one computation may.
    case tooLong(Duration)
    /// The caller left.
    case cancelled
    /// The computation stopped itself.
    case interrupted
    /// The pool was stopped.
    case stopped
}

/// The limits of a pool.
public struct WorkLimits: Hashable, Sendable {
    /// The computations that have begun and not ended, hence the threads; one per organization.
    public var begun = 32
    /// The computations that run at the same time; the others pause.
    public var running = 1
    /// How long one runs while others wait for its turn, in time of the processor.
    public var slice = Duration.milliseconds(4)
    /// The computations that wait to begin, in all.
    public var waiting = 1024
    /// The computations of one organization that wait or run.
    public var perOrganization = 32
    /// The computations of one token that wait or run.
    public var perToken = 16
    /// The time of the processor that one computation may take.
    public var time = Duration.seconds(10)
    /// The time that an organization may use at once, after a pause; the token has half of it.
    public var credit = Duration.seconds(30)
    /// The time that an organization gets back for each second that passes.
    public var creditPerSecond = 0.5

    /// Creates the default limits, with half of the processors: by default, those of the machine.
    public init(processors: Int? = nil) {
        running = max(1, (processors ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))) / 2)
    }

    /// Those of a command, which has a process of its own and may take a day.
    public static var ofCommand: WorkLimits {
        var limits = WorkLimits()
        limits.time = .seconds(86_400)
        limits.credit = .seconds(10 * 86_400)
        return limits
    }
}
