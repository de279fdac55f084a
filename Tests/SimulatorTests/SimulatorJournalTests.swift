import Essentials
import Glibc
import MessagingModel
import Simulator
import TestSupport
import Testing

/// What the simulator remembers when the process is killed: a link that is dropped without a stop.
@Suite struct SimulatorJournalTests {
    @Test func `what was not acknowledged is pending after a kill`() throws {
        let file = TemporaryFile()
        do {
            let link = try SimulatedLink(journal: file.path, acknowledges: false)
            link.submit([34_600_000_000, 34_600_099_961, 34_600_099_952, 34_600_099_931])
            link.pass(.milliseconds(510))
        }
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == 3)
        #expect(summary.pendingMessages == 2)
        #expect(summary.pendingReports == 3)
        let link = try SimulatedLink(journal: file.path)
        link.pass(.milliseconds(1100))
        #expect(link.events.receipts.map(\.key) == [link.key(0), link.key(1)])
        #expect(link.events.inbound.map(\.text) == ["STOP"])
        #expect(link.events.inbound.map(\.recipient) == ["Shop"])
        link.turn()
        let settled = try SimulatorJournal.summary(file: file.path)
        #expect(settled.pendingMessages == 0)
        #expect(settled.settledReports == 3)
    }

    @Test func `what was acknowledged does not come again`() throws {
        let file = TemporaryFile()
        do {
            let link = try SimulatedLink(journal: file.path)
            link.submit([34_600_000_000])
            link.pass(.milliseconds(510))
        }
        let link = try SimulatedLink(journal: file.path)
        link.pass(.seconds(3600))
        #expect(link.events.receipts.isEmpty)
    }

    @Test func `a second hand-off is noticed, also after a kill, and answered alike`() throws {
        let file = TemporaryFile()
        do {
            let link = try SimulatedLink(journal: file.path)
            link.submit([34_600_000_000])
            link.again(0, to: 34_600_000_000)
            #expect(Set(link.events.outcomes) == [.accepted(references: [link.reference(0)])])
        }
        let link = try SimulatedLink(journal: file.path)
        link.again(0, to: 34_600_000_000)
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.count == 1)
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == 1)
        #expect(summary.duplicates == 2)
        #expect(summary.duplicateKeys.first == "1/\(link.key(0).id)")
    }

    @Test func `a refusal is no hand-off`() throws {
        let file = TemporaryFile()
        let link = try SimulatedLink(journal: file.path)
        for _ in 0..<3 { link.again(0, to: 34_600_099_940) }
        link.again(1, to: 34_600_099_931)
        link.again(1, to: 34_600_099_931)
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == 1)
        #expect(summary.duplicates == 0)
    }

    @Test func `a write that was cut off anywhere loses only itself`() throws {
        let file = TemporaryFile()
        do {
            let link = try SimulatedLink(journal: file.path)
            link.submit([34_600_000_000])
        }
        let whole = file.contents.count
        do {
            let link = try SimulatedLink(journal: file.path)
            link.submit([34_600_000_001])
            link.again(1, to: 34_600_000_001)
        }
        let bytes = file.contents
        for length in 0..<bytes.count {
            file.contents = Array(bytes[..<length])
            let summary = try SimulatorJournal.summary(file: file.path)
            let expected: UInt64 = length < whole ? 0 : 1
            #expect(summary.accepted == expected || summary.accepted == expected + 1)
            #expect(summary.bytes + summary.tornBytes == length)
            let link = try SimulatedLink(journal: file.path)
            link.again(7, to: 34_600_000_000)
            let after = try SimulatorJournal.summary(file: file.path)
            #expect(after.accepted == summary.accepted + 1)
            #expect(after.tornBytes == 0)
        }
    }

    @Test func `a flipped bit is found`() throws {
        let file = TemporaryFile()
        do {
            let link = try SimulatedLink(journal: file.path)
            link.submit([34_600_000_000, 34_600_000_001])
        }
        let bytes = file.contents
        for index in 8..<bytes.count {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8(index % 8)
            file.contents = flipped
            #expect(try SimulatorJournal.summary(file: file.path).accepted == 0)
        }
    }

    @Test func `a file of something else is left alone`() throws {
        let file = TemporaryFile()
        file.contents = Array("SQLite format 3, or anything".utf8)
        #expect(throws: SimulatorError.notAJournal(path: file.path)) {
            try SimulatedCarrier(journal: file.path)
        }
        #expect(file.contents == Array("SQLite format 3, or anything".utf8))
    }

    @Test func `two simulators cannot share a journal`() throws {
        let file = TemporaryFile()
        let link = try SimulatedLink(journal: file.path)
        #expect(throws: SimulatorError.journalInUse(path: file.path)) {
            try SimulatedCarrier(journal: file.path)
        }
        #expect(link.events.outcomes.isEmpty)
    }

    @Test func `a journal that cannot be made is an error`() {
        let path = "/nowhere/at/all"
        #expect(throws: SimulatorError.journal(operation: "open", path: path, code: ENOENT)) {
            try SimulatedCarrier(journal: path)
        }
    }

    @Test func `a long journal is compacted and forgets nothing that counts`() throws {
        let file = TemporaryFile()
        let options = SimulatorOptions(leastCompactedBytes: 1 << 19)
        do {
            let link = try SimulatedLink(options: options, journal: file.path)
            link.submit([34_600_099_901])
            link.again(0, to: 34_600_099_901)
            for _ in 0..<12 {
                link.submit(Array(repeating: 34_600_000_000, count: 1000))
                for _ in 0..<5 { link.pass(.milliseconds(10)) }
            }
        }
        let grown = try SimulatorJournal.summary(file: file.path)
        #expect(grown.accepted == 12_001)
        let link = try SimulatedLink(options: options, journal: file.path)
        link.submitted = 20_000
        for _ in 0..<20 {
            link.submit(Array(repeating: 34_600_000_000, count: 1000))
            link.pass(.milliseconds(520))
        }
        link.turn()
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == 32_001)
        #expect(summary.duplicates == 1)
        #expect(summary.settledReports == 32_001)
        #expect(summary.pendingMessages == 0)
        // Without compaction 32,001 messages take 1.8 MB.
        #expect(summary.bytes < 1_500_000)
    }

    @Test func `compaction that is off keeps every record`() throws {
        let file = TemporaryFile()
        let options = SimulatorOptions(compactsJournal: false, leastCompactedBytes: 1000)
        let link = try SimulatedLink(options: options, journal: file.path)
        for _ in 0..<4 {
            link.submit(Array(repeating: 34_600_000_000, count: 1000))
            link.pass(.milliseconds(520))
        }
        link.turn()
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == 4000)
        #expect(summary.bytes > 4000 * 46)
    }

    @Test func `on a full disk nothing is taken, and later it is`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let file = TemporaryFile()
            let link = try SimulatedLink(journal: file.path)
            var limit = rlimit(rlim_cur: 20, rlim_max: .max)
            setrlimit(__rlimit_resource_t(1), &limit)
            link.submit([34_600_000_000])
            let failure = SubmitResult.Outcome.temporaryFailure(carrierCode: "ESME_RSYSERR")
            #expect(link.events.outcomes == [failure])
            #expect(link.carrier.journalFault != nil)
            limit.rlim_cur = .max
            setrlimit(__rlimit_resource_t(1), &limit)
            link.again(0, to: 34_600_000_000)
            #expect(link.events.outcomes.last == .accepted(references: [link.reference(0)]))
            #expect(link.carrier.journalFault == nil)
            let summary = try SimulatorJournal.summary(file: file.path)
            #expect(summary.accepted == 1)
            #expect(summary.duplicates == 0)
            #expect(summary.tornBytes == 0)
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `over many kills every report comes and no hand-off is forgotten`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let file = TemporaryFile()
        let codes: [UInt64] = [0, 2, 51, 52, 54, 61]
        var taken: [MessageKey: UInt64] = [:]
        var reported: [MessageKey: Set<CarrierReceipt>] = [:]
        var inbound: Set<String> = []
        var submitted = 0
        for life in 0..<6 {
            let options = SimulatorOptions(leastCompactedBytes: 2000)
            let link = try SimulatedLink(
                options: options,
                journal: file.path,
                acknowledges: life == 5 || Bool.random(using: &generator)
            )
            link.clock.advance(by: .seconds(60 * Int64(life)))
            link.submitted = submitted
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let code = codes[Int.random(in: codes.indices, using: &generator)]
                taken[link.key(link.submitted)] = code
                link.submit([34_600_099_900 + code])
                link.pass(.milliseconds(Int64.random(in: 0...700, using: &generator)))
            }
            submitted = link.submitted
            if life == 5 { for _ in 0..<5 { link.pass(.seconds(60)) } }
            for receipt in link.events.receipts {
                guard let key = receipt.key else { continue }
                reported[key, default: []].insert(receipt)
            }
            inbound.formUnion(link.events.inbound.map(\.reference))
        }
        for (key, code) in taken {
            let expected = code == 52 ? 0 : code == 2 ? 3 : code == 51 ? 2 : 1
            #expect(reported[key]?.count ?? 0 == expected, "seed \(seed), code \(code)")
        }
        #expect(inbound.count == taken.values.count { $0 == 61 })
        let summary = try SimulatorJournal.summary(file: file.path)
        #expect(summary.accepted == UInt64(taken.count))
        #expect(summary.duplicates == 0)
        #expect(summary.pendingReports == 0)
    }
}
