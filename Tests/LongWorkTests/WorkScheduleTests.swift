import Essentials
import Testing

@testable import LongWork

/// The machine alone: time is a number, and a computation is a number of slices.
@Suite struct WorkScheduleTests {
    private func owner(_ organization: Int64, _ token: UInt32? = nil) -> WorkOwner {
        WorkOwner(organization: organization, token: token.map { ObjectID(high: 0, low: $0) })
    }

    @Test(arguments: 1...40)
    func `who asks seldom waits for one slice, however much others ask`(seed: UInt64) throws {
        var world = ScheduleWorld(seed: seed, running: 1)
        // Five organizations ask for all they may, for far more than anybody has time for.
        for organization in 1...5 {
            for _ in 0..<world.schedule.limits.perOrganization {
                try world.submit(Int64(organization), slices: 1_000)
            }
        }
        // By then each of them has used something.
        world.run(slices: 500)
        for quiet in 0..<50 {
            world.run(slices: world.random(1...40))
            let organization = 100 + Int64(quiet % 3)
            try world.submit(organization, slices: 1)
            #expect(world.slices(untilDone: organization) <= 2, "seed \(seed)")
        }
    }

    @Test func `organizations with much to do share the time evenly`() throws {
        var world = ScheduleWorld(seed: 1, running: 1)
        for organization in 1...4 {
            for _ in 0..<(organization * 8) {
                try world.submit(Int64(organization), slices: 100_000)
            }
        }
        world.run(slices: 4_000)
        for organization in 1...4 {
            #expect((900...1_100).contains(world.slicesRun[Int64(organization)] ?? 0))
        }
    }

    @Test func `one computation of an organization has begun at a time`() throws {
        var schedule = WorkSchedule(WorkLimits())
        let first = try schedule.submit(owner(1), continuing: false, at: 0)
        _ = try schedule.submit(owner(1), continuing: false, at: 0)
        let other = try schedule.submit(owner(2), continuing: false, at: 0)
        #expect(schedule.begin() == first)
        #expect(schedule.begin() == other)
        #expect(schedule.begin() == nil)
        #expect(schedule.waitingCount == 1)
    }

    @Test func `an organization and a token may have so many, and no more`() throws {
        var limits = WorkLimits()
        limits.perOrganization = 5
        limits.perToken = 2
        limits.waiting = 8
        var schedule = WorkSchedule(limits)
        for _ in 0..<2 { _ = try schedule.submit(owner(1, 1), continuing: false, at: 0) }
        #expect(throws: WorkRefusal.tooMany(2)) {
            _ = try schedule.submit(owner(1, 1), continuing: false, at: 0)
        }
        for _ in 0..<3 { _ = try schedule.submit(owner(1), continuing: false, at: 0) }
        #expect(throws: WorkRefusal.tooMany(5)) {
            _ = try schedule.submit(owner(1), continuing: false, at: 0)
        }
        // What was let in before goes on.
        _ = try schedule.submit(owner(1), continuing: true, at: 0)
        for _ in 0..<2 { _ = try schedule.submit(owner(2), continuing: false, at: 0) }
        #expect(throws: WorkRefusal.full(8)) {
            _ = try schedule.submit(owner(3), continuing: false, at: 0)
        }
    }

    @Test func `who has used its time has some again after a while`() throws {
        var limits = WorkLimits()
        limits.credit = .seconds(10)
        limits.creditPerSecond = 0.5
        var schedule = WorkSchedule(limits)
        func use(_ seconds: Double, at now: Double) throws {
            let job = try schedule.submit(owner(1), continuing: false, at: now)
            #expect(schedule.begin() == job)
            let mayRun = schedule.enter(job)
            #expect(mayRun)
            #expect(schedule.end(job, used: seconds, at: now) == nil)
        }
        try use(9, at: 0)
        try use(3, at: 0)
        #expect(throws: WorkRefusal.exhausted(retryAfter: .seconds(4.2))) {
            _ = try schedule.submit(owner(1), continuing: false, at: 0)
        }
        try use(1, at: 4.5)
        // Another organization is not refused.
        _ = try schedule.submit(owner(2), continuing: false, at: 0)
    }

    @Test func `half of the credit is one token's`() throws {
        var schedule = WorkSchedule(WorkLimits())
        let job = try schedule.submit(owner(1, 1), continuing: false, at: 0)
        #expect(schedule.begin() == job)
        let mayRun = schedule.enter(job)
        #expect(mayRun)
        #expect(schedule.end(job, used: 16, at: 0) == nil)
        #expect(throws: WorkRefusal.self) {
            _ = try schedule.submit(owner(1, 1), continuing: false, at: 0)
        }
        _ = try schedule.submit(owner(1, 2), continuing: false, at: 0)
    }
}

/// Runs a schedule with computations that take so many slices.
private struct ScheduleWorld {
    var schedule: WorkSchedule
    var slicesRun: [Int64: Int] = [:]
    private var left: [Int: (organization: Int64, slices: Int)] = [:]
    private var running: [Int] = []
    private var now = 0.0
    private var generator: SeededGenerator

    init(seed: UInt64, running: Int) {
        var limits = WorkLimits()
        limits.running = running
        limits.credit = .seconds(1_000_000)
        schedule = WorkSchedule(limits)
        generator = SeededGenerator(seed: seed)
    }

    mutating func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

    mutating func submit(_ organization: Int64, slices: Int) throws {
        let job = try schedule.submit(
            WorkOwner(organization: organization),
            continuing: false,
            at: now
        )
        left[job] = (organization, slices)
        beginAll()
    }

    private mutating func beginAll() {
        while let job = schedule.begin() { if schedule.enter(job) { running.append(job) } }
    }

    mutating func run(slices: Int) { for _ in 0..<slices { runSlice() } }

    mutating func slices(untilDone organization: Int64) -> Int {
        var count = 0
        while left.values.contains(where: { $0.organization == organization }), count < 1_000 {
            runSlice()
            count += 1
        }
        return count
    }

    private mutating func runSlice() {
        guard !running.isEmpty else { return beginAll() }
        let job = running.removeFirst()
        now += 0.004
        guard var work = left[job] else { return }
        slicesRun[work.organization, default: 0] += 1
        work.slices -= 1
        if work.slices == 0 {
            left[job] = nil
            if let next = schedule.end(job, used: 0.004, at: now) { running.append(next) }
            beginAll()
        } else {
            left[job] = work
            running.append(schedule.pause(job, used: 0.004, at: now) ?? job)
        }
    }
}
