import SMPPCarrier
import Simulator
import Essentials
import EventLoop
import Messaging
import MessagingModel
import SQLStore
import Telemetry

/// The carriers of a running server, kept as the operator's settings say, without a restart.
actor CarrierFleet {
    /// A carrier and what it was made from.
    private struct Member {
        let carrier: any Carrier
        let kind: CarrierSettings.Kind
        var options: [String: String]
        /// What was handed over when its status was last told, and when that was.
        var handedOff = 0
        var toldAt: Timestamp
    }

    private let workspace: Workspace
    private let options: NodeOptions
    private let registry: MetricsRegistry
    private let logger: Logger
    private let board: CarrierBoard
    private var loop: EventLoop?
    private var members: [CarrierID: Member] = [:]
    /// Why carriers that should be there are not.
    private var problems: [CarrierID: String] = [:]
    /// The headlines of the statuses that were written down last.
    private var told: Set<String> = []
    private var generator = SystemRandomNumberGenerator()

    /// Creates a fleet without members.
    init(
        _ workspace: Workspace,
        _ options: NodeOptions,
        _ registry: MetricsRegistry,
        _ logger: Logger,
        _ board: CarrierBoard
    ) {
        self.workspace = workspace
        self.options = options
        self.registry = registry
        self.logger = logger
        self.board = board
    }

    /// The carriers, all made but none started by the fleet.
    var carriers: [any Carrier] { members.values.map(\.carrier) }

    /// Makes the carriers that the settings name, for the pipeline to start.
    ///
    /// The simulator must come up; another one that cannot is told of, and left out.
    func muster() async throws {
        let settings = try await settings()
        for carrier in settings {
            do {
                members[carrier.id] = try await member(carrier)
            } catch  where carrier.kind == .smpp {
                note("\(error)", of: carrier.id)
            }
        }
    }

    /// Follows a change of the settings: routes first, then carriers that go, then those that come.
    func follow(_ pipeline: MessagePipeline) async {
        let wanted: [CarrierSettings]
        do {
            wanted = try await settings()
            pipeline.update(routes: try await workspace.store.routing.routes(), settings: wanted)
        } catch {
            logger.error("routes cannot be read", ["reason": .string("\(error)")])
            return
        }
        let byID = Dictionary(wanted.map { ($0.id, $0) }) { first, _ in first }
        for (id, member) in members where member.kind == .smpp {
            let next = byID[id]
            guard next?.kind != member.kind || next?.options != member.options else { continue }
            members[id] = nil
            await pipeline.detach(member.carrier, forgets: next == nil)
            logger.info("carrier detached", ["carrier": .string(id.description)])
        }
        for (id, member) in members where member.kind == .simulator {
            if let next = byID[id] { follow(next, member) }
        }
        problems = problems.filter { byID[$0.key] != nil }
        for carrier in wanted where members[carrier.id] == nil {
            do {
                let member = try await member(carrier)
                members[carrier.id] = member
                problems[carrier.id] = nil
                pipeline.attach(member.carrier)
                logger.info("carrier attached", ["carrier": .string(carrier.id.description)])
            } catch {
                note("\(error)", of: carrier.id)
            }
        }
    }

    /// The simulator goes on with other options; one that cannot be used leaves it as it is.
    private func follow(_ settings: CarrierSettings, _ member: Member) {
        guard let simulator = member.carrier as? SimulatedCarrier else { return }
        do {
            simulator.update(try behaviour(settings))
            members[settings.id]?.options = settings.options
            problems[settings.id] = nil
        } catch {
            note("\(error)", of: settings.id)
            return
        }
        guard settings.options != member.options else { return }
        logger.info("carrier options changed", ["carrier": .string(settings.id.description)])
    }

    /// Writes down what `heliograph carrier list` shows beside a running server.
    ///
    /// With `onlyNews` only when a carrier went up or down, or fails for another reason.
    func tellStatuses(onlyNews: Bool = false) async {
        let news = members.keys.map(headline)
        guard !onlyNews || Set(news) != told else { return }
        told = Set(news)
        do {
            let settings = try await settings()
            try await workspace.store.routing.save(settings.map(status))
        } catch {
            logger.warning("carrier statuses cannot be stored", ["reason": .string("\(error)")])
        }
    }

    /// Ends what carriers ran on.
    func disband() async { await loop?.stop() }

    /// What the operator set, and the simulator in any case.
    func settings() async throws(ServiceError) -> [CarrierSettings] {
        let known = try await workspace.store.routing.carriers()
        let hasSimulator = known.contains { $0.id == .simulator }
        return hasSimulator ? known : known + [CarrierSettings(id: .simulator)]
    }

    // MARK: Members

    private func member(_ settings: CarrierSettings) async throws -> Member {
        Member(
            carrier: try make(settings),
            kind: settings.kind,
            options: settings.options,
            toldAt: workspace.clock.now
        )
    }

    private func make(_ settings: CarrierSettings) throws -> any Carrier {
        switch settings.kind {
        case .simulator:
            return try SimulatedCarrier(
                id: settings.id,
                options: try behaviour(settings),
                journal: options.simulatorJournal,
                clock: workspace.clock
            )
        case .smpp:
            return try SMPPCarrier(
                settings: settings,
                loop: try eventLoop(),
                clock: workspace.clock,
                ids: workspace.ids,
                registry: registry,
                logger: logger,
                seed: generator.next()
            )
        }
    }

    private func behaviour(_ settings: CarrierSettings) throws(SimulatorError) -> SimulatorOptions {
        var behaviour = try SimulatorOptions(settings)
        if options.simulatorKeepsJournal { behaviour.compactsJournal = false }
        return behaviour
    }

    /// The loop of all carriers; its thread is only there when there is an SMPP carrier.
    private func eventLoop() throws -> EventLoop {
        if let loop { return loop }
        let made = try EventLoop(name: "carriers")
        loop = made
        return made
    }

    private func note(_ problem: String, of carrier: CarrierID) {
        problems[carrier] = problem
        logger.error(
            "carrier cannot be used",
            ["carrier": .string(carrier.description), "reason": .string(problem)]
        )
    }

    /// What an operator wants to hear of at once.
    private func headline(_ id: CarrierID) -> String {
        let error = (members[id]?.carrier as? SMPPCarrier)?.report.lastError
        return "\(id) \(board[id]?.isUp ?? false) \(error ?? "")"
    }

    private func status(_ settings: CarrierSettings) -> CarrierStatus {
        let now = workspace.clock.now
        let figures = board[settings.id]
        let report = (members[settings.id]?.carrier as? SMPPCarrier)?.report
        let handedOff = figures?.handedOff ?? 0
        var perSecond = 0
        if let member = members[settings.id] {
            let seconds = (now - member.toldAt).inSeconds
            if seconds > 0 { perSecond = Int(Double(handedOff - member.handedOff) / seconds) }
            members[settings.id]?.handedOff = handedOff
            members[settings.id]?.toldAt = now
        }
        let isUp = figures?.isUp ?? false
        return CarrierStatus(
            id: settings.id,
            state: settings.isPaused ? .paused : isUp ? .up : .down,
            inFlight: figures?.inFlight ?? 0,
            queued: figures?.queued ?? 0,
            submitted: handedOff,
            submittedPerSecond: max(0, perSecond),
            receipts: figures?.receipts ?? 0,
            throttled: figures?.throttled ?? 0,
            failed: figures?.failed ?? 0,
            lastError: problems[settings.id] ?? report?.lastError,
            at: now
        )
    }
}
