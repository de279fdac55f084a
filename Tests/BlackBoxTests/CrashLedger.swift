import Simulator
import Essentials
import TestSupport
import Testing

/// What must hold after crashes, seen from outside.
struct CrashLedger {
    let tenant: Tenant
    let sink: WebhookSink

    /// Waits until nothing moves any more, then checks every promise.
    func close(_ load: CrashLoad, within limit: Duration) async throws {
        let knowledge = load.knowledge
        let messages = try await settled(within: limit)
        expectPromisesKept(knowledge, by: messages)
        let doubtful = messages.filter { !$0.isFinal }
        try expectNothingWasHandedOverTwice(taken: messages.count - doubtful.count)
        try await expectEveryReport(of: messages.filter(\.isFinal), within: limit)
        try await tenant.server.expectDoctorIsContent()
        print(
            "crash test on \(tenant.server.store): \(knowledge.answered.calls) calls,"
                + " \(messages.count) messages, \(knowledge.broken) broken,"
                + " \(knowledge.postponed) postponed, \(doubtful.count) in doubt"
        )
    }

    /// Every message that was promised over HTTP is there, once, and no other.
    func expectPromisesKept(_ knowledge: CrashLoad.Knowledge, by messages: [JSON]) {
        #expect(knowledge.unexpected.isEmpty, "\(knowledge.unexpected.prefix(5))")
        #expect(knowledge.promised.count == Set(knowledge.promised).count)
        #expect(knowledge.answered.messages > 0)
        let stored = Set(messages.compactMap(\.id.string))
        let lost = Set(knowledge.promised).subtracting(stored)
        #expect(lost.isEmpty, "promised and not there: \(lost.prefix(5))")
        let surplus = stored.subtracting(knowledge.promised)
        #expect(surplus.isEmpty, "there and never promised: \(surplus.prefix(5))")
        let clients = messages.compactMap(\.clientId.string)
        #expect(Set(clients).count == messages.count, "a retried call made a message twice")
    }

    /// All messages, once each of them is final or in doubt.
    private func settled(within limit: Duration) async throws -> [JSON] {
        var messages: [JSON] = []
        var open: [JSON] = []
        do {
            try await waitUntil(within: limit) {
                try await Task.sleep(for: .milliseconds(200))
                messages = try await tenant.allMessages()
                open = messages.filter { !$0.isFinal }
                guard !open.isEmpty else { return true }
                let doubtful = try await tenant.server.messagesInDoubt()
                return open.allSatisfy { doubtful.contains($0.id.string ?? "") }
            }
        } catch {
            let some = open.prefix(5).map { "\($0.id.string ?? "") \($0.status.string ?? "")" }
            Issue.record(
                "\(open.count) of \(messages.count) are neither final nor in doubt: \(some)"
            )
        }
        return messages
    }

    private func expectNothingWasHandedOverTwice(taken: Int) throws {
        let journal = try SimulatorJournal.summary(
            file: "\(tenant.server.data)/simulator.journal"
        )
        #expect(journal.duplicates == 0, "\(journal.duplicateKeys.prefix(5))")
        #expect(journal.accepted == UInt64(taken), "the carrier and the store agree")
    }

    /// The webhook heard of every transition, each message's in order.
    func expectEveryReport(of messages: [JSON], within limit: Duration) async throws {
        var firsts: [String: [String]] = [:]
        var missing: [String] = []
        try? await waitUntil(within: limit) {
            try await Task.sleep(for: .milliseconds(200))
            firsts = [:]
            for call in sink.calls where call.wasTaken {
                if !firsts[call.id, default: []].contains(call.status) {
                    firsts[call.id, default: []].append(call.status)
                }
            }
            missing = messages.compactMap { message in
                let id = message.id.string ?? ""
                let owed = Self.transitions(of: message)
                return firsts[id] == owed ? nil : "\(id): \(firsts[id] ?? []), not \(owed)"
            }
            return missing.isEmpty
        }
        #expect(missing.isEmpty, "\(missing.count) of \(messages.count): \(missing.prefix(5))")
    }

    private static func transitions(of message: JSON) -> [String] {
        let last = message.status.string ?? ""
        return message.sentAt == nil ? [last] : ["sent", last]
    }
}

extension JSON {
    /// Whether nothing changes a message of this status any more.
    var isFinal: Bool {
        ["delivered", "failed", "unknown", "expired", "rejected", "error"]
            .contains { self["status"] == .string($0) }
    }
}

extension Tenant {
    /// Every message of the organization, latest first.
    func allMessages() async throws -> [JSON] {
        var messages: [JSON] = []
        for page in 1... {
            let answer = try await server.get(
                "/transactional/v1/sms?per_page=100&page=\(page)",
                token: token
            )
            let entities = answer.json.entities.elements
            messages += entities
            if entities.count < 100 { break }
        }
        return messages
    }
}

extension RunningServer {
    /// The names of messages that a carrier may or may not have.
    func messagesInDoubt() async throws -> Set<String> {
        let doubts = try await command("message", "in-doubt", "--limit", "10000")
        return Set(doubts.elements.compactMap(\.id.string))
    }

    /// The ledgers of money and messages close.
    func expectDoctorIsContent() async throws {
        let doctor = try await run(["doctor"])
        #expect(doctor.status == 0, "\(String(decoding: doctor.output, as: UTF8.self))")
        #expect(doctor.json.healthy == true)
    }
}
