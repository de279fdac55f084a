import AccountsModel
import Essentials
import MessagingModel
import Testing

@testable import NotificationScheduling

@Suite struct EndpointHealthTests {
    private let endpoint = NotificationEndpoint(
        project: ProjectID(1),
        token: ObjectID(high: 1, low: 1)
    )

    private func attempt(_ number: Int) -> FailedAttempt {
        FailedAttempt(
            notification: ObjectID(high: 2, low: UInt32(number)),
            subject: ObjectID(high: 3, low: UInt32(number)),
            at: Timestamp(seconds: Int64(number)),
            reason: "HTTP 500"
        )
    }

    /// By reference, for expectations.
    private final class Health {
        private var health = EndpointHealth()
        func fail(
            _ endpoint: NotificationEndpoint,
            _ attempt: FailedAttempt,
            pausedUntil: Timestamp?
        ) -> Bool { health.fail(endpoint, attempt, pausedUntil: pausedUntil) }
        func succeed(_ endpoint: NotificationEndpoint) -> Bool { health.succeed(endpoint) }
        func add(failing endpoints: [NotificationEndpoint]) { health.add(failing: endpoints) }
        func takeNotes() -> [EndpointNote]? { health.takeNotes() }
        func noted() { health.noted() }
    }

    @Test func `three failures in a row are reported once, and so is the success after them`() {
        let health = Health()
        let reports = (1...9).map { health.fail(endpoint, attempt($0), pausedUntil: nil) }
        #expect(reports.count { $0 } == 1)
        #expect(reports[2])
        #expect(health.succeed(endpoint))
        #expect(!health.succeed(endpoint))
        #expect(!health.fail(endpoint, attempt(10), pausedUntil: nil))
        #expect(!health.succeed(endpoint))
    }

    @Test func `notes wait for the store, keep the last attempts, and count all`() throws {
        let health = Health()
        _ = health.fail(endpoint, attempt(1), pausedUntil: nil)
        let first = try #require(health.takeNotes())
        #expect(first.map(\.failures) == [1])
        for number in 2...60 { _ = health.fail(endpoint, attempt(number), pausedUntil: nil) }
        #expect(health.takeNotes() == nil)
        health.noted()
        let note = try #require(health.takeNotes()?.first)
        #expect(note.failures == 59)
        #expect(note.attempts.count == EndpointNote.mostAttempts)
        #expect(note.attempts.last == attempt(60))
        #expect(note.failingSince == attempt(2).at)
    }

    @Test func `a success ends the fault, also one from before the start, and notes nothing else`()
    {
        let health = Health()
        #expect(!health.succeed(endpoint))
        #expect(health.takeNotes() == nil)
        health.add(failing: [endpoint])
        #expect(health.succeed(endpoint))
        #expect(health.takeNotes()?.map(\.isRecovered) == [true])
    }

    @Test func `a failure after a success in one note begins again`() throws {
        let health = Health()
        _ = health.fail(endpoint, attempt(1), pausedUntil: nil)
        _ = health.succeed(endpoint)
        _ = health.fail(endpoint, attempt(2), pausedUntil: Timestamp(seconds: 9))
        let note = try #require(health.takeNotes()?.first)
        #expect(note.isRecovered)
        #expect(note.failures == 1)
        #expect(note.failingSince == attempt(2).at)
        #expect(note.pausedUntil == Timestamp(seconds: 9))
        #expect(note.attempts.count == 2)
    }
}
