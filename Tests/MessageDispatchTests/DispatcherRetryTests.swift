import Essentials
import MessageDispatch
import MessagingModel
import Testing

@Suite struct DispatcherRetryTests {
    private let calm = DispatchPolicy(
        maximumAttempts: 4,
        retry: Backoff(first: .seconds(1), longest: .seconds(300), jitter: 0),
        throttling: Backoff(first: .milliseconds(100), longest: .seconds(5), jitter: 0)
    )

    @Test func `a passing failure goes to the next carrier at once`() throws {
        var dispatcher = try dispatcher(
            [("A", 2, .init()), ("B", 1, .init()), ("C", 0, .init())],
            policy: calm
        )
        _ = dispatcher.enqueue(message(1), at: start)
        for (attempt, carrier) in [(1, "A"), (2, "B")] as [(Int, CarrierID)] {
            let turn = dispatcher.next(at: start)
            #expect(turn.handOffs == [handOff(1, to: carrier, attempt: attempt)])
            let decision = dispatcher.answered(
                1,
                attempt: attempt,
                with: .temporaryFailure(carrierCode: ""),
                at: start
            )
            #expect(decision == .retry(at: start, after: carrier))
        }
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["C"])
    }

    @Test func `once all carriers failed it waits and begins with the first`() throws {
        var dispatcher = try dispatcher([("A", 1, .init()), ("B", 0, .init())], policy: calm)
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.next(at: start)
        _ = dispatcher.answered(1, attempt: 1, with: .temporaryFailure(carrierCode: ""), at: start)
        _ = dispatcher.next(at: start)
        let decision = dispatcher.answered(
            1,
            attempt: 2,
            with: .temporaryFailure(carrierCode: ""),
            at: start
        )
        let moment = start + .seconds(2)
        #expect(decision == .retry(at: moment, after: "B"))
        let early = dispatcher.next(at: start + .seconds(1))
        #expect(early.handOffs.isEmpty)
        #expect(early.wakeAt == moment)
        let turn = dispatcher.next(at: moment)
        #expect(turn.handOffs == [handOff(1, to: "A", attempt: 3, at: moment)])
    }

    @Test func `the last attempt ends it`() throws {
        var dispatcher = try dispatcher(policy: calm)
        _ = dispatcher.enqueue(message(1, attempts: 3), at: start)
        #expect(dispatcher.next(at: start).handOffs.map(\.attempt) == [4])
        let decision = dispatcher.answered(
            1,
            attempt: 4,
            with: .temporaryFailure(carrierCode: ""),
            at: start
        )
        #expect(decision == .exhausted(last: "A"))
        #expect(dispatcher.count == 0)
    }

    @Test(arguments: [
        (
            SubmitResult.Outcome.rejected(code: .other, carrierCode: ""),
            DispatchDecision.rejected(by: "A")
        ),
        (.inDoubt, .inDoubt(at: "A")),
        (.accepted(references: []), .accepted(by: "A")),
    ])
    func `final answers end it`(
        answer: SubmitResult.Outcome,
        expected: DispatchDecision
    ) throws {
        var dispatcher = try dispatcher([("A", 1, .init()), ("B", 0, .init())])
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.next(at: start)
        let decision = dispatcher.answered(1, attempt: 1, with: answer, at: start)
        #expect(decision == expected)
        #expect(dispatcher.contains(1) == false)
    }

    @Test func `throttling slows the carrier down and costs no attempt`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 8))], policy: calm)
        for key in 0..<20 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(dispatcher.next(at: start).handOffs.count == 8)
        let held = start + .milliseconds(100)
        for key in 0..<8 {
            let decision = dispatcher.answered(
                MessageKey(key),
                attempt: 1,
                with: .throttled,
                at: start
            )
            #expect(decision == .retry(at: held, after: "A"))
        }
        let early = dispatcher.next(at: start + .milliseconds(99))
        #expect(early.handOffs.isEmpty)
        #expect(early.wakeAt == held)
        let turn = dispatcher.next(at: held)
        #expect(turn.handOffs.count == 4)
        #expect(turn.handOffs.allSatisfy { $0.attempt == 1 })
        for handOff in turn.handOffs {
            _ = dispatcher.answered(handOff.key, attempt: 1, with: .throttled, at: held)
        }
        let next = dispatcher.next(at: held + .milliseconds(200))
        #expect(next.handOffs.count == 2)
    }

    @Test func `a carrier that accepts again regains its window`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 8))], policy: calm)
        _ = dispatcher.enqueue(message(0), at: start)
        _ = dispatcher.next(at: start)
        _ = dispatcher.answered(0, attempt: 1, with: .throttled, at: start)
        var now = start + .milliseconds(100)
        for key in 1..<400 { _ = dispatcher.enqueue(message(key), at: now) }
        #expect(dispatcher.next(at: now, limit: 1000).handOffs.map(\.key) == [1])
        _ = dispatcher.answered(1, attempt: 1, with: .accepted(references: []), at: now)
        var widest = 0
        for _ in 0..<100 {
            now = now + .milliseconds(1)
            let handOffs = dispatcher.next(at: now).handOffs
            widest = max(widest, handOffs.count)
            for handOff in handOffs {
                _ = dispatcher.answered(
                    handOff.key,
                    attempt: handOff.attempt,
                    with: .accepted(references: []),
                    at: now
                )
            }
        }
        #expect(widest == 8)
    }

    @Test func `a hand-off that could not be recorded costs no attempt`() throws {
        var dispatcher = try dispatcher(policy: calm)
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.next(at: start)
        let decision = dispatcher.answered(1, attempt: 1, with: .notSubmitted, at: start)
        #expect(decision == .retry(at: start + .seconds(1), after: "A"))
        #expect(dispatcher.next(at: start + .seconds(1)).handOffs.map(\.attempt) == [1])
    }

    @Test func `the next carrier is for when the first is down, not for when it is busy`() throws {
        var dispatcher = try dispatcher(
            [("A", 1, Limits(windowSize: 1)), ("B", 0, .init())]
        )
        for key in 1...3 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["A"])
        try dispatcher.setLink(of: "A", isUp: false)
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["B", "B"])
    }

    @Test func `while all carriers are down entries wait and expire`() throws {
        var dispatcher = try dispatcher()
        try dispatcher.setLink(of: "A", isUp: false)
        _ = dispatcher.enqueue(message(1, expiresIn: .seconds(10)), at: start)
        _ = dispatcher.enqueue(message(2, expiresIn: .seconds(20)), at: start)
        let waiting = dispatcher.next(at: start)
        #expect(waiting.handOffs.isEmpty)
        #expect(waiting.wakeAt == start + .seconds(10))
        let later = dispatcher.next(at: start + .seconds(10))
        #expect(later.expired == [1])
        try dispatcher.setLink(of: "A", isUp: true)
        #expect(dispatcher.next(at: start + .seconds(11)).handOffs.map(\.key) == [2])
    }

    @Test func `what expired while it was handed off is not tried again`() throws {
        var dispatcher = try dispatcher(policy: calm)
        _ = dispatcher.enqueue(message(1, expiresIn: .seconds(10)), at: start)
        _ = dispatcher.next(at: start)
        #expect(dispatcher.next(at: start + .seconds(11)).expired.isEmpty)
        let decision = dispatcher.answered(
            1,
            attempt: 1,
            with: .temporaryFailure(carrierCode: ""),
            at: start + .seconds(12)
        )
        #expect(decision == .expired)
        #expect(dispatcher.count == 0)
    }

    @Test func `a retry that would come too late expires in time`() throws {
        var dispatcher = try dispatcher(policy: calm)
        _ = dispatcher.enqueue(message(1, expiresIn: .milliseconds(500)), at: start)
        _ = dispatcher.next(at: start)
        _ = dispatcher.answered(1, attempt: 1, with: .temporaryFailure(carrierCode: ""), at: start)
        #expect(dispatcher.next(at: start).wakeAt == start + .milliseconds(500))
        #expect(dispatcher.next(at: start + .milliseconds(500)).expired == [1])
    }
}
