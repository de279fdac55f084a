import Delivery
import Essentials
import Testing

@Suite struct DeliveryMachineTests {
    private let start = Timestamp(seconds: 1_780_000_000)

    private func ticket(_ id: UInt32, of message: UInt32 = 0, attempts: Int = 0) -> Ticket {
        Ticket(
            id: ObjectID(high: 1, low: id),
            message: ObjectID(high: 2, low: message == 0 ? id : message),
            attempts: attempts,
            dueAt: start,
            queuedAt: start
        )
    }

    private func machine(_ change: (inout DeliveryPolicy) -> Void = { _ in }) -> DeliveryMachine {
        var policy = DeliveryPolicy()
        policy.retries.jitter = 0
        policy.breaker.probes = Backoff(first: .seconds(5), longest: .seconds(300), jitter: 0)
        change(&policy)
        return DeliveryMachine(policy: policy, seed: 1)
    }

    private func offer(
        _ ticket: Ticket,
        to endpoint: EndpointNumber,
        of machine: inout DeliveryMachine
    ) throws -> Slot {
        let slot = machine.offer(ticket, to: endpoint, now: start)
        return try #require(slot)
    }

    private func calls(_ machine: inout DeliveryMachine) -> [Slot] {
        machine.takeActions().compactMap { action in
            if case .call(let slot) = action { slot } else { nil }
        }
    }

    private func settlements(_ machine: inout DeliveryMachine) -> [Settlement.Fate] {
        machine.takeActions().compactMap { action in
            if case .settle(let settlement) = action { settlement.fate } else { nil }
        }
    }

    @Test func `calls of one message are made one after the other`() throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1, of: 7), to: endpoint, of: &machine)
        let second = try offer(ticket(2, of: 7), to: endpoint, of: &machine)
        let other = try offer(ticket(3, of: 8), to: endpoint, of: &machine)
        #expect(calls(&machine) == [first, other])
        machine.answered(first, .success, now: start)
        #expect(calls(&machine) == [second])
    }

    @Test func `a later notification waits for the retry of the earlier one`() throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1, of: 7), to: endpoint, of: &machine)
        let second = try offer(ticket(2, of: 7), to: endpoint, of: &machine)
        machine.answered(first, .failure, now: start)
        let fates = settlements(&machine)
        #expect(fates == [.retry(at: start + .seconds(30), attempts: 1)])
        #expect(machine.nextWake == start + .seconds(30))
        machine.advance(to: start + .seconds(29))
        #expect(calls(&machine) == [])
        machine.advance(to: start + .seconds(30))
        #expect(calls(&machine) == [first])
        machine.answered(first, .success, now: start + .seconds(31))
        #expect(calls(&machine) == [second])
    }

    @Test func `an endpoint that asks to be left alone is not called until then`() throws {
        var machine = machine { $0.firstWindow = 2 }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1), to: endpoint, of: &machine)
        let second = try offer(ticket(2), to: endpoint, of: &machine)
        let third = try offer(ticket(3), to: endpoint, of: &machine)
        #expect(calls(&machine) == [first, second])
        machine.answered(first, .busy(for: .seconds(600)), now: start)
        let fates = settlements(&machine)
        #expect(fates == [.retry(at: start + .seconds(600), attempts: 1)])
        // What was on its way may still succeed: the wish stands all the same.
        machine.answered(second, .success, now: start + .seconds(1))
        machine.advance(to: start + .seconds(599))
        #expect(calls(&machine) == [])
        #expect(machine.nextWake == start + .seconds(600))
        machine.advance(to: start + .seconds(600))
        #expect(calls(&machine) == [third, first])
    }

    @Test(arguments: [
        (asked: 1, pause: 1, retry: 30), (3600, 3600, 3600), (86_400, 3600, 3600), (-5, 0, 30),
    ])
    func `the wish of an endpoint is bounded, and never shortens the schedule`(
        asked: Int,
        pause: Int,
        retry: Int
    ) throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1), to: endpoint, of: &machine)
        machine.answered(first, .busy(for: .seconds(asked)), now: start)
        let fates = settlements(&machine)
        #expect(fates == [.retry(at: start + .seconds(retry), attempts: 1)])
        let second = try offer(ticket(2), to: endpoint, of: &machine)
        if pause > 0 {
            machine.advance(to: start + .seconds(pause - 1))
            #expect(calls(&machine) == [])
        }
        machine.advance(to: start + .seconds(pause))
        #expect(calls(&machine).contains(second))
    }

    @Test func `a probe that is asked to wait is followed by none before`() throws {
        var machine = machine { $0.breaker.failuresToOpen = 1 }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1), to: endpoint, of: &machine)
        let second = try offer(ticket(2), to: endpoint, of: &machine)
        machine.answered(first, .failure, now: start)
        machine.answered(second, .success, now: start)
        machine.answered(first, .failure, now: start)
        _ = machine.takeActions()
        machine.advance(to: start + .seconds(30))
        #expect(calls(&machine) == [first])
        machine.answered(first, .failure, now: start + .seconds(30))
        let third = try offer(ticket(3), to: endpoint, of: &machine)
        machine.advance(to: start + .seconds(40))
        #expect(calls(&machine) == [third])
        machine.answered(third, .busy(for: .seconds(60)), now: start + .seconds(40))
        machine.advance(to: start + .seconds(99))
        #expect(calls(&machine) == [])
        machine.advance(to: start + .seconds(100))
        #expect(calls(&machine) == [third])
    }

    @Test func `a ticket is retried on the schedule and then given up`() throws {
        var machine = machine { $0.breaker.failuresToOpen = 100 }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(ticket(1), to: endpoint, of: &machine)
        var now = start
        var offsets: [Int] = []
        var last: [Settlement.Fate] = []
        while machine.takeActions().contains(.call(slot)) {
            offsets.append(Int((now - start).inSeconds))
            machine.answered(slot, .failure, now: now)
            guard let wake = machine.nextWake else { break }
            last = settlements(&machine)
            machine.advance(to: wake)
            now = wake
        }
        #expect(offsets == [0, 30, 120, 480, 1800, 7200, 21_600, 43_200])
        // The next would be due at 24 h, the age at which it is given up.
        #expect(last == [.retry(at: start + .seconds(86_400), attempts: 8)])
        #expect(machine.status(of: endpoint).held == 0)
    }

    @Test func `jitter makes room for the last retry within the longest age`() throws {
        var machine = machine {
            $0.breaker.failuresToOpen = 100
            $0.retries.jitter = 0.1
        }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(ticket(1), to: endpoint, of: &machine)
        var attempts = 0
        var fates: [Settlement.Fate] = []
        while let action = machine.takeActions().last, action == .call(slot) {
            attempts += 1
            let now = machine.ticket(in: slot)?.dueAt ?? start
            machine.answered(slot, .failure, now: now)
            if let wake = machine.nextWake { machine.advance(to: wake) }
            if attempts == 9 { fates = settlements(&machine) }
        }
        #expect(attempts == 9)
        #expect(fates == [.exhausted(attempts: 9)])
    }

    @Test func `failures in a row open the breaker and a probe closes it`() throws {
        var machine = machine { $0.breaker.failuresToOpen = 3 }
        let dead = machine.addEndpoint(storeHoldsMore: false, now: start)
        let alive = machine.addEndpoint(storeHoldsMore: false, now: start)
        let doomed = try (1...3).map { number in
            try offer(ticket(UInt32(number)), to: dead, of: &machine)
        }
        for slot in doomed { machine.answered(slot, .failure, now: start) }
        #expect(machine.status(of: dead).breaker == .open)
        _ = machine.takeActions()
        let waiting = try offer(ticket(4), to: dead, of: &machine)
        let other = try offer(ticket(5), to: alive, of: &machine)
        #expect(calls(&machine) == [other])
        machine.advance(to: start + .seconds(5))
        #expect(calls(&machine) == [waiting])
        machine.answered(waiting, .failure, now: start + .seconds(6))
        let burnt = machine.ticket(in: waiting)?.attempts
        #expect(burnt == 0)
        #expect(settlements(&machine) == [])
        machine.advance(to: start + .seconds(15))
        #expect(calls(&machine) == [])
        machine.advance(to: start + .seconds(16))
        #expect(calls(&machine) == [waiting])
        machine.answered(waiting, .success, now: start + .seconds(17))
        #expect(machine.status(of: dead).breaker == .closed)
        machine.advance(to: start + .seconds(30))
        // Three failures halved the window to one, the success made it two.
        let resumed = calls(&machine)
        #expect(resumed.count == 2)
        #expect(Set(resumed).isSubset(of: doomed))
    }

    @Test func `what waits behind an open breaker dies of age without an attempt`() throws {
        var machine = machine { $0.breaker.failuresToOpen = 1 }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let first = try offer(ticket(1), to: endpoint, of: &machine)
        machine.answered(first, .failure, now: start)
        _ = machine.offer(ticket(2), to: endpoint, now: start)
        _ = machine.takeActions()
        let later = start + .seconds(86_400)
        machine.advance(to: later)
        let fates = settlements(&machine)
        #expect(fates.count == 2)
        #expect(fates.contains(.tooOld(attempts: 0)))
        #expect(fates.contains(.tooOld(attempts: 1)))
    }

    @Test func `what finds no room is left to the store and loaded in order`() throws {
        var machine = machine {
            $0.mostHeld = 4
            $0.largestPage = 4
        }
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let slots = (1...6).map { machine.offer(ticket($0), to: endpoint, now: start) }
        #expect(slots[3] != nil)
        #expect(slots[4] == nil)
        #expect(slots[5] == nil)
        _ = machine.takeActions()
        for slot in slots[0..<2] { machine.answered(slot ?? -1, .success, now: start) }
        let load = machine.takeActions().last
        #expect(load == .load(endpoint, after: ObjectID(high: 1, low: 4), limit: 2))
        // A newcomer waits for its turn although there is room.
        #expect(machine.offer(ticket(7), to: endpoint, now: start) == nil)
        let page = machine.loaded([ticket(5), ticket(6)], of: endpoint, now: start)
        #expect(page.allSatisfy { $0 != nil })
    }

    @Test func `a page that still lists what was settled meanwhile does not call it again`() throws
    {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(ticket(1), to: endpoint, of: &machine)
        machine.rescan(endpoint, now: start)
        #expect(machine.takeActions().count == 2)
        machine.answered(slot, .success, now: start)
        _ = machine.takeActions()
        #expect(machine.loaded([ticket(1)], of: endpoint, now: start) == [nil])
        #expect(machine.takeActions() == [])
        #expect(machine.status(of: endpoint).storeHoldsMore == false)
    }

    @Test func `a call that could not be made counts no attempt and comes back`() throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        let slot = try offer(ticket(1), to: endpoint, of: &machine)
        machine.answered(slot, .notMade, now: start)
        #expect(settlements(&machine) == [])
        machine.advance(to: start + .seconds(1))
        #expect(calls(&machine) == [slot])
        #expect(machine.ticket(in: slot)?.attempts == 0)
    }

    @Test func `a paused machine makes no call until it is resumed`() throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: false, now: start)
        machine.setPaused(true, now: start)
        let slot = try offer(ticket(1), to: endpoint, of: &machine)
        #expect(machine.takeActions() == [])
        machine.setPaused(false, now: start)
        #expect(machine.takeActions() == [.call(slot)])
    }

    @Test func `a failed load is repeated after a pause`() throws {
        var machine = machine()
        let endpoint = machine.addEndpoint(storeHoldsMore: true, now: start)
        #expect(machine.takeActions() == [.load(endpoint, after: nil, limit: 1024)])
        machine.loadFailed(endpoint, now: start)
        #expect(machine.takeActions() == [])
        machine.advance(to: start + .seconds(1))
        #expect(machine.takeActions() == [.load(endpoint, after: nil, limit: 1024)])
    }
}
