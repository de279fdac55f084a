import AccountsModel
import Essentials
import MemoryPorts
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// The store in memory, which simulations run on, against the SQL store.
@Suite struct MemoryStoreAgreementTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `the store in memory does what the SQL store does`(seed: UInt64) async throws {
        try await PipelineWorld.with(.sqlite) { world in
            var history = try await StoreHistory(world, seed: seed)
            for _ in 0..<120 {
                let change = history.randomChange()
                let expected = try await world.apply([change]).map(Outcome.init)
                let actual = try await history.applyInMemory(change).map(Outcome.init)
                #expect(actual == expected, "seed \(seed): \(change)")
                guard actual == expected else { return }
            }
            let memory = history.memory
            let places = try await [memory.depths(), world.pipeline.depths()].map(Places.init)
            #expect(places[0] == places[1])
            #expect(try await world.problems().isEmpty)
            let balance = try await world.balance()
            #expect(memory.balance(of: world.organization.id) == balance)
            let statuses = try await world.statuses(history.keys)
            #expect(memory.messages.map(\.status) == statuses)
            let notified = try await world.queuedStatuses()
            #expect(memory.notifications.map(\.status) == notified)
        }
    }
}

/// What a change did, without the identifiers that each store makes itself.
private struct Outcome: Equatable {
    let status: MessageStatus?
    let notified: [String]
    let isQueued: Bool
    let fault: CarrierReceipt.Fault?

    init(_ effect: ChangeEffect) {
        status = effect.status
        notified = effect.notifications.map { "\($0.subject) \($0.status) \($0.code)" }
        isQueued = effect.queued != nil
        fault = effect.fault
    }
}

/// How many messages are in each place.
private struct Places: Equatable {
    let counts: [Int]

    init(_ depths: PipelineDepths) {
        counts = [
            depths.scheduled, depths.outbox, depths.handOffs, depths.inDoubt,
            depths.awaitingReceipt,
        ]
    }
}

/// Random changes of the same messages in two stores.
private struct StoreHistory {
    let memory: MemoryMessageStore
    let keys: [MessageKey]
    private let world: PipelineWorld
    private var generator: SeededGenerator
    private var repetition: SeededGenerator

    init(_ world: PipelineWorld, seed: UInt64) async throws {
        self.world = world
        generator = SeededGenerator(seed: seed)
        repetition = SeededGenerator(seed: seed + 1000)
        memory = MemoryMessageStore(
            clock: world.fixture.clock,
            ids: IDSource(clock: world.fixture.clock, process: 9)
        )
        memory.topUp(world.organization.id, by: Money(micros: 1_000_000))
        memory.addCallback(of: world.token.id)
        let later = world.now + .seconds(60)
        let messages = (0..<8).map { number in
            world.message(scheduledAt: number % 4 == 0 ? later : nil)
        }
        for message in messages {
            try await world.accept(message)
            _ = try await memory.accept(
                Intake(
                    organization: world.organization.id,
                    messages: [message],
                    idempotency: nil
                )
            )
        }
        keys = messages.map(\.key).sorted()
    }

    func applyInMemory(_ change: PipelineChange) async throws -> [ChangeEffect] {
        try await withCheckedThrowingContinuation { continuation in
            memory.apply([change]) {
                continuation.resume(with: $0.mapError { $0 as any Error })
            }
        }
    }

    /// Any change of any message; many are of messages that are elsewhere by then.
    mutating func randomChange() -> PipelineChange {
        let key = keys[Int.random(in: keys.indices, using: &generator)]
        let now = world.now
        let carrier = CarrierID.simulator
        let reference = "r\(key.id)"
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<2: return .release(.init(key, at: now))
        case 2..<8:
            let attempt = Int.random(in: 1...2, using: &repetition)
            let mayBeStored = Bool.random(using: &repetition)
            return .handOff(
                .init(
                    key,
                    carrier: carrier,
                    attempt: attempt,
                    at: now,
                    mayBeStored: mayBeStored
                )
            )
        case 8..<11: return .sent(.init(key, carrier: carrier, references: [reference], at: now))
        case 11..<13: return .retry(.init(key, attempts: 1, dueAt: now))
        case 13: return .doubt(.init(key, at: now))
        case 14:
            return .finish(
                .init(
                    key,
                    status: .error,
                    code: .networkError,
                    carrierCode: nil,
                    refund: Bool.random(using: &generator),
                    at: now
                )
            )
        default:
            let statuses: [MessageStatus] = [.accepted, .buffered, .delivered, .failed]
            let status = statuses[Int.random(in: statuses.indices, using: &generator)]
            return world.receipt(reference, status, key: key)
        }
    }
}
