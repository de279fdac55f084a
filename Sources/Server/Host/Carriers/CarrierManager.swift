import Essentials
import Messaging
import MessagingModel
import Telemetry

/// Applies the settings of carriers in a running server, without a restart.
actor CarrierManager {
    /// A carrier and its current settings.
    private struct Member {
        let carrier: any Carrier
        var settings: CarrierSettings
        /// The hand-offs that its last status counted, and when.
        var handedOff = 0
        var countedAt: Timestamp
    }

    private let store: any RoutingStore
    private let kinds: CarrierKinds
    private let clock: any Clock
    private let logger: Logger
    private let figures: LatestCarrierFigures
    private var members: [CarrierID: Member] = [:]
    /// Why carriers are not running, or not with their latest settings.
    private var problems: [CarrierID: String] = [:]
    /// The latest reload.
    private var reloading: Task<Void, Never>?
    private var isStopped = false
    /// The routes to the simulator that were logged.
    private var simulatedRoutes: Set<ObjectID> = []
    /// A summary of the last saved statuses.
    private var savedHeadlines: Set<String> = []

    /// Creates a manager without carriers.
    init(
        store: any RoutingStore,
        kinds: CarrierKinds,
        clock: any Clock,
        logger: Logger,
        figures: LatestCarrierFigures
    ) {
        self.store = store
        self.kinds = kinds
        self.clock = clock
        self.logger = logger
        self.figures = figures
    }

    /// All carriers.
    var carriers: [any Carrier] { members.values.map(\.carrier) }

    /// The settings of all carriers, including built-in ones.
    func settings() async throws(ServiceError) -> [CarrierSettings] {
        try await kinds.carriers(in: store)
    }

    /// Creates all carriers; the pipeline starts them.
    ///
    /// A built-in carrier must work; any other carrier that cannot be created is logged and
    /// skipped.
    func makeCarriers() async throws {
        for settings in try await settings() {
            do throws(CarrierError) {
                members[settings.id] = try makeMember(settings)
            } catch {
                guard try kinds.kind(named: settings.kind).builtIn == nil else { throw error }
                report("\(error)", of: settings.id)
            }
        }
    }

    /// Applies changed routes and settings, after earlier calls; does nothing once stopped.
    func reload(_ pipeline: MessagePipeline) async {
        guard !isStopped else { return }
        let earlier = reloading
        let task = Task {
            await earlier?.value
            await applyChanges(to: pipeline)
        }
        reloading = task
        await task.value
    }

    /// Finishes the reload under way, and refuses more.
    func stopReloading() async {
        isStopped = true
        await reloading?.value
    }

    /// Changes first the pipeline, then carriers that are updated or removed, then adds new ones.
    private func applyChanges(to pipeline: MessagePipeline) async {
        let wanted: [CarrierSettings]
        do {
            wanted = try await settings()
            let routes = try await store.routes()
            pipeline.update(routes: routes, settings: wanted)
            warnOfSimulation(routes.valid)
        } catch {
            logger.error("routes cannot be read", ["reason": .string("\(error)")])
            return
        }
        let byID = Dictionary(wanted.map { ($0.id, $0) }) { first, _ in first }
        problems = problems.filter { byID[$0.key] != nil }
        for (id, member) in members where !update(member, to: byID[id]) {
            members[id] = nil
            await pipeline.detach(member.carrier, forgets: byID[id] == nil)
            logger.info("carrier detached", ["carrier": .string(id.description)])
        }
        for settings in wanted where members[settings.id] == nil {
            do throws(CarrierError) {
                let member = try makeMember(settings)
                members[settings.id] = member
                problems[settings.id] = nil
                pipeline.attach(member.carrier)
                logger.info("carrier attached", ["carrier": .string(settings.id.description)])
            } catch {
                report("\(error)", of: settings.id)
            }
        }
    }

    /// Logs the routes by which live messages go to the simulator, when they change.
    private func warnOfSimulation(_ routes: [Route]) {
        let simulated = Set(
            routes.filter { $0.isEnabled && $0.carrier == .simulator }.map(\.id)
        )
        defer { simulatedRoutes = simulated }
        for route in simulated.subtracting(simulatedRoutes).sorted() {
            logger.warning(
                "a route leads to the simulator: the messages that it takes reach no phone",
                ["route": .string("\(route)")]
            )
        }
    }

    /// Releases what carriers share, after the pipeline stopped them.
    func shutDown() async { await kinds.shutDown() }

    // MARK: Members

    private func makeMember(_ settings: CarrierSettings) throws(CarrierError) -> Member {
        let kind = try kinds.kind(named: settings.kind)
        return Member(
            carrier: try kind.makeCarrier(settings),
            settings: settings,
            countedAt: clock.now
        )
    }

    /// Updates the settings of a carrier; false if it must be replaced or removed.
    ///
    /// A carrier whose new options are invalid keeps the old ones if it can.
    private func update(_ member: Member, to settings: CarrierSettings?) -> Bool {
        guard let settings, settings.kind == member.settings.kind else { return false }
        guard settings != member.settings else { return true }
        do throws(CarrierError) {
            guard try member.carrier.update(settings) else { return false }
            members[settings.id]?.settings = settings
            problems[settings.id] = nil
        } catch {
            report("\(error)", of: settings.id)
            return true
        }
        if settings.options != member.settings.options {
            logger.info("carrier options changed", ["carrier": .string(settings.id.description)])
        }
        return true
    }

    private func report(_ problem: String, of carrier: CarrierID) {
        problems[carrier] = problem
        logger.error(
            "carrier cannot be used",
            ["carrier": .string(carrier.description), "reason": .string(problem)]
        )
    }

    // MARK: Statuses

    /// Stores the statuses that `heliograph carrier list` shows.
    ///
    /// With `onlyNews`, only if a carrier went up or down, or has a new error.
    func saveStatuses(onlyNews: Bool) async {
        let headlines = Set(members.keys.map(headline))
        guard !onlyNews || headlines != savedHeadlines else { return }
        savedHeadlines = headlines
        do {
            let settings = try await settings()
            try await store.save(settings.map(status))
        } catch {
            logger.warning("carrier statuses cannot be stored", ["reason": .string("\(error)")])
        }
    }

    /// What an operator should see at once.
    private func headline(_ id: CarrierID) -> String {
        "\(id) \(figures[id]?.isUp ?? false) \(members[id]?.carrier.lastError ?? "")"
    }

    private func status(_ settings: CarrierSettings) -> CarrierStatus {
        let now = clock.now
        let figures = figures[settings.id]
        let handedOff = figures?.handedOff ?? 0
        let isUp = figures?.isUp ?? false
        return CarrierStatus(
            id: settings.id,
            state: settings.isPaused ? .paused : isUp ? .up : .down,
            inFlight: figures?.inFlight ?? 0,
            queued: figures?.queued ?? 0,
            submitted: handedOff,
            submittedPerSecond: rate(of: settings.id, handedOff, at: now),
            receipts: figures?.receipts ?? 0,
            throttled: figures?.throttled ?? 0,
            failed: figures?.failed ?? 0,
            lastError: problems[settings.id] ?? members[settings.id]?.carrier.lastError,
            at: now
        )
    }

    /// Hand-offs per second since the last status.
    private func rate(of id: CarrierID, _ handedOff: Int, at now: Timestamp) -> Int {
        guard let member = members[id] else { return 0 }
        members[id]?.handedOff = handedOff
        members[id]?.countedAt = now
        let seconds = (now - member.countedAt).inSeconds
        guard seconds > 0 else { return 0 }
        return max(0, Int(Double(handedOff - member.handedOff) / seconds))
    }
}
