import Essentials

extension SimulatedWorld {
    /// Perhaps the machine's clock jumps: ahead or back for seconds, or for good.
    func disturbClock() {
        var pause = Duration.seconds(10)
        if strikes(.clockAhead, lasting: .seconds(5)) {
            jump(by: .seconds(3 * 86_400), for: delay(2_000_000...5_000_000))
        } else if strikes(.clockBack, lasting: .seconds(5)) {
            jump(by: .seconds(-3600), for: delay(2_000_000...5_000_000))
        } else if strikes(.clockSet, lasting: .seconds(90)) {
            let step = [3 * 86_400, 3600, -3600].randomElement(using: &random) ?? 3600
            machine.jump(by: .seconds(step))
            pause = .seconds(200)
        }
        guard isBusy else { return }
        after(pause) { self.disturbClock() }
    }

    private func jump(by step: Duration, for duration: Duration) {
        machine.jump(by: step)
        after(duration) { self.machine.jump(by: .zero - step) }
    }

    /// Whether clients still send; only then the clock is disturbed, so that all ends in time.
    private var isBusy: Bool {
        !clients.allSatisfy(\.isDone) || !ingestClients.allSatisfy(\.isDone)
    }
}
