import Essentials
import SQLStore
import Telemetry

/// Watches the machine's clock, and lets the server's time follow a jump that stays.
///
/// A jump ahead and back within a minute changes nothing. When the time follows a jump, every
/// deadline moves with it, in the store and in memory, so that nothing expires.
actor ClockWatch {
    private let clock: ServerClock
    private let store: SQLStore
    private let logger: Logger
    private let ahead: Counter
    private let back: Counter
    /// A step back that the store could not take yet.
    private var owed = Duration.zero

    private var round = 0

    /// How often to look.
    private static let interval = Duration.milliseconds(500)
    /// How many looks there are for each stored mark.
    private static let looksPerMark = 20

    init(_ clock: ServerClock, _ store: SQLStore, _ telemetry: NodeTelemetry) {
        self.clock = clock
        self.store = store
        logger = telemetry.logger
        func counter(_ direction: String) -> Counter {
            telemetry.registry.counter(
                "clock_jumps_total",
                help: "Jumps of the machine's clock by more than a second.",
                labels: ["direction": direction]
            )
        }
        ahead = counter("ahead")
        back = counter("back")
    }

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            do { try await Task.sleep(for: Self.interval) } catch { return }
        }
    }

    private func look() async {
        if round % Self.looksPerMark == 0 { await storeMark() }
        round += 1
        if owed != .zero, await move(by: owed) { owed = .zero }
        switch clock.look() {
        case .steady: break
        case .jumped(let step):
            (step > .zero ? ahead : back).add()
            logger.warning(
                "the machine's clock jumped; the server's time follows if it stays so",
                ["seconds": .double(step.inSeconds)]
            )
        case .stayed(let step): await follow(step)
        }
    }

    private func storeMark() async {
        do {
            try await store.save(clock.mark(boot: Workspace.boot))
        } catch {
            logger.warning("the time cannot be marked", ["reason": .string("\(error)")])
        }
    }

    /// Moves the deadlines of the store first where the time goes ahead, and last where it goes
    /// back, so that nothing is overdue in between.
    private func follow(_ step: Duration) async {
        if step > .zero {
            guard await move(by: step, ahead: step) else { return }
            clock.follow(step)
        } else {
            clock.follow(step)
            if await !move(by: step) { owed += step }
        }
        logger.warning(
            "the server's time follows the machine's clock",
            ["seconds": .double(step.inSeconds)]
        )
    }

    /// Moves the deadlines of the store; the time is to be ahead by that much then.
    private func move(by step: Duration, ahead: Duration = .zero) async -> Bool {
        let now = clock.mark(boot: Workspace.boot)
        let mark = ClockMark(
            boot: now.boot,
            sinceBoot: now.sinceBoot,
            time: now.time + ahead
        )
        do {
            try await store.moveDeadlines(by: step, mark)
            return true
        } catch {
            logger.error("deadlines cannot be moved", ["reason": .string("\(error)")])
            return false
        }
    }
}
