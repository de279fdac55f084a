import Essentials
import Messaging
import MessagingModel
import SQLStore

/// Accepting messages into SQLite, durably.
enum StoreBenchmarks {
    static func run(_ benchmarks: Benchmarks) async throws {
        let world = try await World()
        let store = SQLMessageStore(world.store)
        for count in [1, 100] {
            try await benchmarks.measure("store.intake.of_\(count)", operations: count) {
                let messages = try (0..<count).map { number in
                    try world.composer.compose(Samples.draft(number), from: world.origin)
                }
                let result = try await store.accept(
                    Intake(
                        organization: world.origin.organization,
                        messages: messages,
                        idempotency: nil
                    )
                )
                guard case .accepted = result else {
                    throw ServiceError.internalFault("nothing was stored")
                }
            }
        }
        await world.close()
    }
}
