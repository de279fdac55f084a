import AccountsModel
import Essentials
import MessagingModel
import NotificationScheduling
import Testing

@Suite struct NotificationSchedulerTests {
    private let start = Timestamp(seconds: 1_780_000_000)

    private func notification(_ id: UInt32, of message: UInt32 = 0) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: id),
            endpoint: NotificationEndpoint(project: ProjectID(1), token: ObjectID(high: 9, low: 1)),
            subject: ObjectID(high: 2, low: message == 0 ? id : message),
            payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
            eventAt: start,
            dueAt: start
        )
    }

    private func scheduler(
        _ change: (inout SchedulingPolicy) -> Void = { _ in }
    ) -> NotificationScheduler {
        var policy = SchedulingPolicy()
        policy.retries.jitter = 0
        policy.breaker.probes = Backoff(first: .seconds(5), longest: .seconds(300), jitter: 0)
        change(&policy)
        return NotificationScheduler(policy: policy, seed: 1)
    }

    private func offer(
        _ notification: Notification,
        to endpoint: EndpointNumber,
        of scheduler: inout NotificationScheduler
    ) throws -> Slot {
        let slot = scheduler.offer(notification, to: endpoint, now: start)
        return try #require(slot)
    }

    private func calls(_ scheduler: inout NotificationScheduler) -> [Slot] {
        scheduler.takeActions().compactMap { action in
            if case .send(let slot) = action { slot } else { nil }
        }
    }

    private func settlements(_ scheduler: inout NotificationScheduler) -> [NotificationOutcome] {
        scheduler.takeActions().compactMap { action in
            if case .settle(let settlement) = action { settlement.outcome } else { nil }
        }
    }

    @Test func `calls of one message are made one after the other`() throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1, of: 7), to: endpoint, of: &scheduler)
        let second = try offer(notification(2, of: 7), to: endpoint, of: &scheduler)
        let other = try offer(notification(3, of: 8), to: endpoint, of: &scheduler)
        #expect(calls(&scheduler) == [first, other])
        scheduler.answered(first, .delivered, now: start)
        #expect(calls(&scheduler) == [second])
    }

    @Test func `a later notification waits for the retry of the earlier one`() throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1, of: 7), to: endpoint, of: &scheduler)
        let second = try offer(notification(2, of: 7), to: endpoint, of: &scheduler)
        scheduler.answered(first, .failed("HTTP 500"), now: start)
        let outcomes = settlements(&scheduler)
        #expect(outcomes == [.retry(at: start + .seconds(30), attempts: 1)])
        #expect(scheduler.nextWake == start + .seconds(30))
        scheduler.advance(to: start + .seconds(29))
        #expect(calls(&scheduler) == [])
        scheduler.advance(to: start + .seconds(30))
        #expect(calls(&scheduler) == [first])
        scheduler.answered(first, .delivered, now: start + .seconds(31))
        #expect(calls(&scheduler) == [second])
    }

    @Test func `an endpoint that asks to be left alone is not called until then`() throws {
        var scheduler = scheduler { $0.firstWindow = 2 }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1), to: endpoint, of: &scheduler)
        let second = try offer(notification(2), to: endpoint, of: &scheduler)
        let third = try offer(notification(3), to: endpoint, of: &scheduler)
        #expect(calls(&scheduler) == [first, second])
        scheduler.answered(first, .failed("HTTP 503", retryAfter: .seconds(600)), now: start)
        let outcomes = settlements(&scheduler)
        #expect(outcomes == [.retry(at: start + .seconds(600), attempts: 1)])
        // What was on its way may still succeed: the wish stands all the same.
        scheduler.answered(second, .delivered, now: start + .seconds(1))
        scheduler.advance(to: start + .seconds(599))
        #expect(calls(&scheduler) == [])
        #expect(scheduler.nextWake == start + .seconds(600))
        scheduler.advance(to: start + .seconds(600))
        #expect(calls(&scheduler) == [third, first])
    }

    @Test(arguments: [
        (asked: 1, pause: 1, retry: 30), (3600, 3600, 3600), (86_400, 3600, 3600), (-5, 0, 30),
    ])
    func `the wish of an endpoint is bounded, and never shortens the schedule`(
        asked: Int,
        pause: Int,
        retry: Int
    ) throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1), to: endpoint, of: &scheduler)
        scheduler.answered(first, .failed("HTTP 503", retryAfter: .seconds(asked)), now: start)
        let outcomes = settlements(&scheduler)
        #expect(outcomes == [.retry(at: start + .seconds(retry), attempts: 1)])
        let second = try offer(notification(2), to: endpoint, of: &scheduler)
        if pause > 0 {
            scheduler.advance(to: start + .seconds(pause - 1))
            #expect(calls(&scheduler) == [])
        }
        scheduler.advance(to: start + .seconds(pause))
        #expect(calls(&scheduler).contains(second))
    }

    @Test func `a probe that is asked to wait is followed by none before`() throws {
        var scheduler = scheduler { $0.breaker.failuresToOpen = 1 }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1), to: endpoint, of: &scheduler)
        let second = try offer(notification(2), to: endpoint, of: &scheduler)
        scheduler.answered(first, .failed("HTTP 500"), now: start)
        scheduler.answered(second, .delivered, now: start)
        scheduler.answered(first, .failed("HTTP 500"), now: start)
        _ = scheduler.takeActions()
        scheduler.advance(to: start + .seconds(30))
        #expect(calls(&scheduler) == [first])
        scheduler.answered(first, .failed("HTTP 500"), now: start + .seconds(30))
        let third = try offer(notification(3), to: endpoint, of: &scheduler)
        scheduler.advance(to: start + .seconds(40))
        #expect(calls(&scheduler) == [third])
        scheduler.answered(
            third,
            .failed("HTTP 503", retryAfter: .seconds(60)),
            now: start + .seconds(40)
        )
        scheduler.advance(to: start + .seconds(99))
        #expect(calls(&scheduler) == [])
        scheduler.advance(to: start + .seconds(100))
        #expect(calls(&scheduler) == [third])
    }

    @Test func `a notification is retried on the schedule and then given up`() throws {
        var scheduler = scheduler { $0.breaker.failuresToOpen = 100 }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(notification(1), to: endpoint, of: &scheduler)
        var now = start
        var offsets: [Int] = []
        var last: [NotificationOutcome] = []
        while scheduler.takeActions().contains(.send(slot)) {
            offsets.append(Int((now - start).inSeconds))
            scheduler.answered(slot, .failed("HTTP 500"), now: now)
            guard let wake = scheduler.nextWake else { break }
            last = settlements(&scheduler)
            scheduler.advance(to: wake)
            now = wake
        }
        #expect(offsets == [0, 30, 120, 480, 1800, 7200, 21_600, 43_200])
        // The next would be due at 24 h, the age at which it is given up.
        #expect(last == [.retry(at: start + .seconds(86_400), attempts: 8)])
        #expect(scheduler.status(of: endpoint).held == 0)
    }

    @Test func `jitter makes room for the last retry within the longest age`() throws {
        var scheduler = scheduler {
            $0.breaker.failuresToOpen = 100
            $0.retries.jitter = 0.1
        }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(notification(1), to: endpoint, of: &scheduler)
        var attempts = 0
        var last = start
        var outcomes: [NotificationOutcome] = []
        while let action = scheduler.takeActions().last, action == .send(slot) {
            attempts += 1
            let now = scheduler.dueAt(in: slot) ?? start
            last = now
            scheduler.answered(slot, .failed("HTTP 500"), now: now)
            if let wake = scheduler.nextWake { scheduler.advance(to: wake) }
            if attempts == 9 { outcomes = settlements(&scheduler) }
        }
        #expect(attempts == 9)
        #expect(outcomes == [.dead(reason: "HTTP 500", at: last, attempts: 9)])
    }

    @Test func `failures in a row open the breaker and a probe closes it`() throws {
        var scheduler = scheduler { $0.breaker.failuresToOpen = 3 }
        let dead = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let alive = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let doomed = try (1...3).map { number in
            try offer(notification(UInt32(number)), to: dead, of: &scheduler)
        }
        for slot in doomed { scheduler.answered(slot, .failed("HTTP 500"), now: start) }
        #expect(scheduler.status(of: dead).breaker == .open)
        _ = scheduler.takeActions()
        let waiting = try offer(notification(4), to: dead, of: &scheduler)
        let other = try offer(notification(5), to: alive, of: &scheduler)
        #expect(calls(&scheduler) == [other])
        scheduler.advance(to: start + .seconds(5))
        #expect(calls(&scheduler) == [waiting])
        scheduler.answered(waiting, .failed("HTTP 500"), now: start + .seconds(6))
        let burnt = scheduler.attempts(in: waiting)
        #expect(burnt == 0)
        #expect(settlements(&scheduler) == [])
        scheduler.advance(to: start + .seconds(15))
        #expect(calls(&scheduler) == [])
        scheduler.advance(to: start + .seconds(16))
        #expect(calls(&scheduler) == [waiting])
        scheduler.answered(waiting, .delivered, now: start + .seconds(17))
        #expect(scheduler.status(of: dead).breaker == .closed)
        scheduler.advance(to: start + .seconds(30))
        // Three failures halved the window to one, the success made it two.
        let resumed = calls(&scheduler)
        #expect(resumed.count == 2)
        #expect(Set(resumed).isSubset(of: doomed))
    }

    @Test func `what waits behind an open breaker dies of age without an attempt`() throws {
        var scheduler = scheduler { $0.breaker.failuresToOpen = 1 }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(notification(1), to: endpoint, of: &scheduler)
        scheduler.answered(first, .failed("HTTP 500"), now: start)
        _ = scheduler.offer(notification(2), to: endpoint, now: start)
        _ = scheduler.takeActions()
        let later = start + .seconds(86_400)
        scheduler.advance(to: later)
        let outcomes = settlements(&scheduler)
        #expect(outcomes.count == 2)
        #expect(outcomes.contains(.dead(reason: "too old; never answered", at: later, attempts: 0)))
        #expect(outcomes.contains(.dead(reason: "too old; HTTP 500", at: later, attempts: 1)))
    }

    @Test func `what finds no room is left to the store and loaded in order`() throws {
        var scheduler = scheduler {
            $0.mostHeld = 4
            $0.largestPage = 4
        }
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let slots = (1...6).map { scheduler.offer(notification($0), to: endpoint, now: start) }
        #expect(slots[3] != nil)
        #expect(slots[4] == nil)
        #expect(slots[5] == nil)
        _ = scheduler.takeActions()
        for slot in slots[0..<2] { scheduler.answered(slot ?? -1, .delivered, now: start) }
        let load = scheduler.takeActions().last
        #expect(load == .load(endpoint, after: ObjectID(high: 1, low: 4), limit: 2))
        // A newcomer waits for its turn although there is room.
        #expect(scheduler.offer(notification(7), to: endpoint, now: start) == nil)
        let page = scheduler.loaded([notification(5), notification(6)], of: endpoint, now: start)
        #expect(page.allSatisfy { $0 != nil })
    }

    @Test func `a page that still lists what was settled meanwhile does not call it again`() throws
    {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(notification(1), to: endpoint, of: &scheduler)
        scheduler.rescan(endpoint, now: start)
        #expect(scheduler.takeActions().count == 2)
        scheduler.answered(slot, .delivered, now: start)
        _ = scheduler.takeActions()
        #expect(scheduler.loaded([notification(1)], of: endpoint, now: start) == [nil])
        #expect(scheduler.takeActions() == [])
        #expect(scheduler.status(of: endpoint).storeHoldsMore == false)
    }

    @Test func `a call that could not be made counts no attempt and comes back`() throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(notification(1), to: endpoint, of: &scheduler)
        scheduler.answered(slot, .notSent, now: start)
        #expect(settlements(&scheduler) == [])
        scheduler.advance(to: start + .seconds(1))
        #expect(calls(&scheduler) == [slot])
        #expect(scheduler.attempts(in: slot) == 0)
    }

    @Test func `a paused scheduler makes no call until it is resumed`() throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: false, now: start)
        scheduler.setPaused(true, now: start)
        let slot = try offer(notification(1), to: endpoint, of: &scheduler)
        #expect(scheduler.takeActions() == [])
        scheduler.setPaused(false, now: start)
        #expect(scheduler.takeActions() == [.send(slot)])
    }

    @Test func `a failed load is repeated after a pause`() throws {
        var scheduler = scheduler()
        let endpoint = scheduler.addEndpoint(storeHoldsMore: true, now: start)
        #expect(scheduler.takeActions() == [.load(endpoint, after: nil, limit: 1024)])
        scheduler.loadFailed(endpoint, now: start)
        #expect(scheduler.takeActions() == [])
        scheduler.advance(to: start + .seconds(1))
        #expect(scheduler.takeActions() == [.load(endpoint, after: nil, limit: 1024)])
    }
}
