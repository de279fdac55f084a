import Essentials
import TestSupport
import Testing

/// What must hold after crashes between clients and a carrier that both speak SMPP.
struct SMPPCrashLedger {
    let server: RunningServer
    let smsc: RunningSMSC
    let clients: [SMPPCrashClient]
    /// Clients over HTTP, where there are some.
    var overHTTP: (load: CrashLoad, ledger: CrashLedger)?

    /// Waits until nothing moves any more, then checks every promise.
    func close(within limit: Duration) async throws {
        try await waitUntil(within: limit) {
            clients.allSatisfy { $0.record.knowledge.outstanding == 0 }
        }
        var wrongs: [String] = []
        do {
            try await waitUntil(within: limit) {
                try await Task.sleep(for: .milliseconds(300))
                wrongs = try await unfinished()
                guard wrongs.isEmpty else { return false }
                wrongs = try await findings()
                return wrongs.isEmpty
            }
        } catch {
            wrongs.append("\(error)")
        }
        #expect(wrongs.isEmpty, "\(wrongs.count): \(wrongs.prefix(10))")
        try await server.expectDoctorIsContent()
        if let (load, ledger) = overHTTP {
            let messages = try await ledger.tenant.allMessages()
            ledger.expectPromisesKept(load.knowledge, by: messages)
            try await ledger.expectEveryReport(of: messages.filter(\.isFinal), within: limit)
        }
        for client in clients {
            let knowledge = client.record.knowledge
            #expect(knowledge.unexpected.isEmpty, "\(knowledge.unexpected.prefix(5))")
            #expect(!knowledge.promised.isEmpty)
        }
        try await report()
    }

    /// The queues in which a message waits for a carrier, for its answer, or for being reported.
    private func unfinished() async throws -> [String] {
        let doctor = try await server.run(["doctor"])
        let waiting = doctor.json.waiting
        let queues = [
            ("outbox", waiting.outbox), ("with a carrier", waiting.withCarrier),
            ("notifications", waiting.notifications),
        ]
        return queues.filter { $0.1 != 0 }.map { "\($0.0): \($0.1), \(doctor.errors)" }
    }

    // MARK: What is wrong

    private func findings() async throws -> [String] {
        let journal = try SMSCRecord(of: smsc)
        let doubts = try await server.messagesInDoubt()
        var wrongs: [String] = []
        var texts: Set<String> = []
        for client in clients {
            let messages = try await client.tenant.tenant.allMessages()
            texts.formUnion(messages.compactMap(\.text.string))
            wrongs += promises(to: client, messages)
            wrongs += reports(to: client, messages)
            wrongs += messages.compactMap { fate(of: $0, doubts, journal) }
        }
        if let ledger = overHTTP?.ledger {
            let messages = try await ledger.tenant.allMessages()
            texts.formUnion(messages.compactMap(\.text.string))
            wrongs += messages.compactMap { fate(of: $0, doubts, journal) }
        }
        let strangers = Set(journal.taken.keys).subtracting(texts)
        wrongs += strangers.prefix(5).map { "\($0) was handed over and is not stored" }
        return wrongs
    }

    /// What was promised is there once; what was never answered is there at most once, and only
    /// when its session broke.
    private func promises(to client: SMPPCrashClient, _ messages: [JSON]) -> [String] {
        let knowledge = client.record.knowledge
        var wrongs: [String] = []
        var stored: [String: String] = [:]
        for message in messages {
            let (id, text) = (message.id.string ?? "", message.text.string ?? "")
            if let other = stored.updateValue(id, forKey: text) {
                wrongs.append("\(text) is there twice, as \(other) and \(id)")
            }
            if knowledge.promised[id] != text, !knowledge.uncertain.contains(text) {
                wrongs.append("\(text) is there and was never promised")
            }
        }
        for (id, text) in knowledge.promised where stored[text] != id {
            wrongs.append("\(text) was promised as \(id) and is not there")
        }
        return wrongs
    }

    /// A message is final as its number says, or it lacks what really was lost.
    private func fate(
        of message: JSON,
        _ doubts: Set<String>,
        _ journal: SMSCRecord
    ) -> String? {
        let text = message.text.string ?? ""
        let status = message.status.string ?? ""
        let count = journal.taken[text, default: 0]
        guard count <= 1 else { return "\(text) was handed over \(count) times" }
        let (isTaken, isLost) = (count == 1, journal.lost.contains(text))
        if message.isFinal {
            let number = message.to.string ?? ""
            let course = SMPPCrashClient.courses.first { number.hasSuffix($0.ending) }
            guard status == course?.status ?? "delivered" else { return "\(text) is \(status)" }
            let isRefused = course?.ending == "99936"
            return isTaken != isRefused ? nil : "\(text) is \(status), taken: \(isTaken)"
        }
        if isTaken { return isLost ? nil : "\(text) is \(status) after all its receipts" }
        let isDoubtful = doubts.contains(message.id.string ?? "")
        return isDoubtful ? nil : "\(text) is \(status), was never taken, and nobody doubts it"
    }

    /// Each end was reported to the client whose message it is, after the steps on the way.
    private func reports(to client: SMPPCrashClient, _ messages: [JSON]) -> [String] {
        var told: [String: [SMPPCrashRecord.Report]] = [:]
        for report in client.record.knowledge.reports
        where !told[report.id, default: []].contains(report) {
            told[report.id, default: []].append(report)
        }
        var wrongs: [String] = []
        for message in messages {
            let id = message.id.string ?? ""
            let reports = told.removeValue(forKey: id) ?? []
            let ends = reports.filter(\.isFinal).map(\.word)
            let steps = reports.filter { !$0.isFinal }.map(\.word)
            let owed = message.isFinal ? [Self.word(for: message)] : []
            let wantsSteps = SMPPCrashClient.wantsSteps(message.text.string ?? "")
            let lacksStep = wantsSteps && message.sentAt != nil && !steps.contains("ENROUTE")
            let isInOrder = reports.dropLast().allSatisfy { !$0.isFinal }
            if ends != owed || !isInOrder || lacksStep || (!wantsSteps && !steps.isEmpty) {
                let words = reports.map(\.word)
                wrongs.append("\(id) is \(message.status.string ?? "") and was told as \(words)")
            }
        }
        return wrongs + told.keys.prefix(5).map { "\($0) belongs to another system id" }
    }

    private static func word(for message: JSON) -> String {
        let words = [
            "delivered": "DELIVRD", "expired": "EXPIRED", "failed": "UNDELIV",
            "rejected": "REJECTD", "unknown": "UNKNOWN", "error": "UNDELIV",
        ]
        return words[message.status.string ?? ""] ?? "?"
    }

    private func report() async throws {
        let journal = try SMSCRecord(of: smsc)
        let doubts = try await server.messagesInDoubt().count
        let all = clients.map(\.record.knowledge)
        print(
            "SMPP crash test on \(server.store): \(all.map(\.promised.count)) promised,"
                + " \(all.map(\.uncertain.count)) outstanding at a break,"
                + " \(all.map(\.reports.count)) receipts, \(all.map(\.ignored)) ignored,"
                + " \(all.map(\.binds)) binds, \(all.map(\.postponed)) postponed,"
                + " \(overHTTP?.load.knowledge.promised.count ?? 0) over HTTP,"
                + " \(journal.taken.count) handed over, \(journal.lost.count) receipts lost,"
                + " \(doubts) in doubt"
        )
    }
}
