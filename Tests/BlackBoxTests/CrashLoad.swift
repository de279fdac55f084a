import Essentials
import Glibc
import TestSupport

/// Clients that send without pause and remember what they were promised, through every crash.
///
/// Each call carries an idempotency key and is made again with it until it is answered, so every
/// message must be there exactly once in the end.
final class CrashLoad: Sendable {
    /// What the clients know.
    struct Knowledge: Sendable {
        /// Messages whose creation was answered with 2xx.
        var promised: [String] = []
        /// Calls that were answered with 2xx, and the messages that were in them.
        var answered = (calls: 0, messages: 0)
        /// Calls that got no answer, by a crash.
        var broken = 0
        /// Answers that told to try again later.
        var postponed = 0
        /// Answers that must not come.
        var unexpected: [String] = []
    }

    private let known = Locked(Knowledge())
    private let isStopping = Locked(false)
    private let isAbandoned = Locked(false)
    private let recipients = Locked(0)
    private let port: UInt16
    private let token: String
    private let pause: Duration

    init(on tenant: Tenant, pause: Duration = .milliseconds(10)) {
        (port, token, self.pause) = (tenant.server.port, tenant.token, pause)
    }

    var knowledge: Knowledge { known.withLock { $0 } }

    /// Lets the clients finish the call they are at.
    func stop() { isStopping.withLock { $0 = true } }

    /// Runs clients until they are stopped; of every three calls one is a bulk call.
    ///
    /// When the task is cancelled, as `async let` does when the test around it fails, the clients
    /// give up the calls that they are at: the server may never answer again.
    func run(clients: Int, seed: UInt64) async throws {
        try await withTaskCancellationHandler {
            try await runUntilStopped(clients: clients, seed: seed)
        } onCancel: {
            isAbandoned.withLock { $0 = true }
            stop()
        }
    }

    private func runUntilStopped(clients: Int, seed: UInt64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    try await BlockingWork.onOwnThread {
                        var generator = SeededGenerator(seed: seed &+ UInt64(client) &* 7919)
                        var number = 0
                        var connection: HTTPConnection?
                        while !self.isStopping.withLock({ $0 }) {
                            let items =
                                number % 3 == 2 ? Int.random(in: 2...20, using: &generator) : 1
                            self.call("\(client)-\(number)", items, &connection)
                            number += 1
                            usleep(UInt32(self.pause.wholeMicroseconds))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func call(_ name: String, _ count: Int, _ connection: inout HTTPConnection?) {
        let items = (0..<count).map { item in
            #"{"from":"Acme","to":"\#(nextRecipient())","text":"\#(name)-\#(item)","#
                + #""clientId":"\#(name)-\#(item)"}"#
        }
        let isBulk = count > 1
        let body = isBulk ? "[\(items.joined(separator: ","))]" : items[0]
        let end = monotonicNanoseconds() + 60_000_000_000
        while monotonicNanoseconds() < end, !isAbandoned.withLock({ $0 }) {
            do {
                let open = try connection ?? HTTPConnection(port: port)
                connection = open
                let answer = try open.send(
                    "POST",
                    "/transactional/v1/sms" + (isBulk ? "/bulk" : ""),
                    headers: [("Authorization", "Bearer \(token)"), ("Idempotency-Key", name)],
                    body: Array(body.utf8)
                )
                if take(answer, isBulk: isBulk) { return }
            } catch {
                connection = nil
                known.withLock { $0.broken += 1 }
            }
            usleep(20_000)
        }
        known.withLock { $0.unexpected.append("\(name) was not answered within a minute") }
    }

    /// A number to which the simulator delivers, another one for almost every message.
    private func nextRecipient() -> String {
        let number = recipients.withLock { number in
            number = (number + 1) % 89_900
            return number
        }
        return "+346001\(10_000 + number)"
    }

    /// Remembers what an answer says; false when the call must be made again.
    private func take(_ answer: HTTPConnection.Answer, isBulk: Bool) -> Bool {
        let json = answer.json
        return known.withLock { known in
            switch answer.status {
            case 201:
                let entities = isBulk ? json.entities.elements : [json.entity]
                known.promised += entities.compactMap(\.id.string)
                known.answered.calls += 1
                known.answered.messages += entities.count
                return true
            case 409, 503:
                known.postponed += 1
                return false
            default:
                known.unexpected.append("\(answer.status) \(answer.text)")
                return true
            }
        }
    }
}
