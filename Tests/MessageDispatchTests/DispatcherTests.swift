import Essentials
import MessageDispatch
import MessagingModel
import Testing

@Suite struct DispatcherTests {
    @Test func `an entry is handed off once and leaves with its answer`() throws {
        var dispatcher = try dispatcher()
        #expect(dispatcher.enqueue(message(7), at: start) == .accepted)
        #expect(dispatcher.enqueue(message(7), at: start) == .duplicate)
        let first = dispatcher.next(at: start)
        #expect(first.handOffs == [handOff(7, to: "A", attempt: 1)])
        #expect(dispatcher.next(at: start).handOffs.isEmpty)
        let decision = dispatcher.answered(
            7,
            attempt: 1,
            with: .accepted(references: []),
            at: start
        )
        #expect(decision == .accepted(by: "A"))
        #expect(dispatcher.count == 0)
        #expect(
            dispatcher.answered(7, attempt: 1, with: .accepted(references: []), at: start)
                == .unexpected
        )
    }

    @Test func `a full dispatcher says so and takes more when there is room`() throws {
        var dispatcher = try dispatcher(policy: DispatchPolicy(capacity: 2))
        #expect(dispatcher.room == 2)
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.enqueue(message(2), at: start)
        #expect(dispatcher.enqueue(message(3), at: start) == .full)
        #expect(dispatcher.remove(1) == .removed)
        #expect(dispatcher.enqueue(message(3), at: start) == .accepted)
        #expect(dispatcher.next(at: start).handOffs.map(\.key) == [2, 3])
    }

    @Test func `an entry waits until it is due`() throws {
        var dispatcher = try dispatcher()
        _ = dispatcher.enqueue(message(1, dueIn: .seconds(60)), at: start)
        let early = dispatcher.next(at: start + .seconds(59))
        #expect(early.handOffs.isEmpty)
        #expect(early.wakeAt == start + .seconds(60))
        #expect(dispatcher.delayedCount == 1)
        #expect(dispatcher.next(at: start + .seconds(60)).handOffs.map(\.key) == [1])
    }

    @Test func `the window bounds what has no answer`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 2))])
        for key in 1...3 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(dispatcher.next(at: start).handOffs.map(\.key) == [1, 2])
        #expect(dispatcher.next(at: start).handOffs.isEmpty)
        _ = dispatcher.answered(1, attempt: 1, with: .accepted(references: []), at: start)
        #expect(dispatcher.next(at: start).handOffs.map(\.key) == [3])
    }

    @Test func `the rate is kept and wakeAt says when there is a place`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(ratePerSecond: 10))])
        for key in 0..<20 { _ = dispatcher.enqueue(message(key), at: start) }
        var now = start
        var handedOff = 0
        while handedOff < 20 {
            let turn = dispatcher.next(at: now)
            #expect(turn.handOffs.count <= 1)
            handedOff += turn.handOffs.count
            let wakeAt = try #require(turn.wakeAt)
            if handedOff < 20 { now = wakeAt }
        }
        #expect(now >= start + .milliseconds(1900))
        #expect(now <= start + .milliseconds(1901))
    }

    @Test func `limits change while the carrier works`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 1))])
        for key in 1...4 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(dispatcher.next(at: start).handOffs.count == 1)
        try dispatcher.set(Limits(windowSize: 3).settings(of: "A"), at: start)
        #expect(dispatcher.next(at: start).handOffs.count == 2)
        let paused = Limits(windowSize: 10, isPaused: true)
        try dispatcher.set(paused.settings(of: "A"), at: start)
        #expect(dispatcher.next(at: start).handOffs.isEmpty)
        let statistics = dispatcher.statistics()
        #expect(statistics.map(\.inFlight) == [3])
        #expect(statistics.map(\.queued) == [1])
        #expect(statistics.map(\.isPaused) == [true])
    }

    @Test func `one message of a small project does not wait for a large backlog`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 10))])
        for key in 0..<10_000 { _ = dispatcher.enqueue(message(key, project: 1), at: start) }
        #expect(dispatcher.next(at: start).handOffs.count == 10)
        _ = dispatcher.enqueue(message(10_000, project: 2), at: start)
        _ = dispatcher.answered(0, attempt: 1, with: .accepted(references: []), at: start)
        _ = dispatcher.answered(1, attempt: 1, with: .accepted(references: []), at: start)
        #expect(
            dispatcher.next(at: start).handOffs.map(\.key).contains(MessageKey(10_000, project: 2))
        )
    }

    @Test func `projects take equal turns`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 300))])
        for key in 0..<3000 {
            _ = dispatcher.enqueue(
                message(key, project: key < 2800 ? 1 : Int64(key % 2 + 2)),
                at: start
            )
        }
        let projects = dispatcher.next(at: start).handOffs.map { handOff in
            handOff.key.number < 2800 ? 1 : handOff.key.number % 2 + 2
        }
        for project in 1...3 { #expect(projects.count { $0 == project } == 100) }
    }

    @Test func `a limit cuts a turn short and the rest follows at once`() throws {
        var dispatcher = try dispatcher()
        for key in 0..<25 { _ = dispatcher.enqueue(message(key), at: start) }
        let first = dispatcher.next(at: start, limit: 10)
        #expect(first.handOffs.map(\.key) == (0..<10).map { MessageKey($0) })
        #expect(first.wakeAt == start)
        #expect(
            dispatcher.next(at: start, limit: 10).handOffs.map(\.key)
                == (10..<20).map { MessageKey($0) }
        )
    }

    @Test func `what nobody routes is said once`() throws {
        var dispatcher = Dispatcher(seed: 1)
        _ = dispatcher.setRoutes([Route(to: "A", country: "FR")])
        try dispatcher.setLink(of: "A", isUp: true)
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.enqueue(message(2), at: start)
        #expect(dispatcher.remove(2) == .removed)
        let turn = dispatcher.next(at: start)
        #expect(turn.unroutable == [1])
        #expect(turn.handOffs.isEmpty)
        #expect(dispatcher.count == 0)
        #expect(dispatcher.next(at: start).unroutable.isEmpty)
    }

    @Test func `a forced carrier is used whatever the routes say`() throws {
        var dispatcher = try dispatcher()
        try dispatcher.setLink(of: "simulator", isUp: true)
        _ = dispatcher.enqueue(message(1, isTest: true), at: start)
        _ = dispatcher.enqueue(message(2), at: start)
        let handOffs = dispatcher.next(at: start).handOffs
        #expect(Set(handOffs.map(\.carrier)) == ["simulator", "A"])
        #expect(handOffs.first { $0.key == 1 }?.carrier == "simulator")
    }

    @Test func `new routes apply to what waits already`() throws {
        var dispatcher = try dispatcher([("A", 0, .init())])
        try dispatcher.setLink(of: "A", isUp: false)
        for key in 0..<5 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(dispatcher.next(at: start).handOffs.isEmpty)
        try dispatcher.setLink(of: "B", isUp: true)
        _ = dispatcher.setRoutes([Route(to: "B")])
        let turn = dispatcher.next(at: start)
        #expect(turn.handOffs.map(\.key) == (0..<5).map { MessageKey($0) })
        #expect(turn.handOffs.allSatisfy { $0.carrier == "B" })
    }

    @Test func `what waits when its last route goes is unroutable`() throws {
        var dispatcher = try dispatcher()
        try dispatcher.setLink(of: "A", isUp: false)
        _ = dispatcher.enqueue(message(1), at: start)
        _ = dispatcher.setRoutes([])
        #expect(dispatcher.next(at: start).unroutable == [1])
    }

    @Test func `a cancelled entry is not handed off, one under way is not cancelled`() throws {
        var dispatcher = try dispatcher([("A", 0, Limits(windowSize: 1))])
        for key in 1...3 { _ = dispatcher.enqueue(message(key), at: start) }
        _ = dispatcher.next(at: start)
        #expect(dispatcher.remove(1) == .handedOff)
        #expect(dispatcher.remove(2) == .removed)
        #expect(dispatcher.remove(9) == .absent)
        _ = dispatcher.answered(1, attempt: 1, with: .accepted(references: []), at: start)
        #expect(dispatcher.next(at: start).handOffs.map(\.key) == [3])
    }
}
