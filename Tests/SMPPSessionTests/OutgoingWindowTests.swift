import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

@Suite struct OutgoingWindowTests {
    private func entry(_ token: UInt64, _ second: Int64 = 0) -> OutgoingWindow.Entry {
        OutgoingWindow.Entry(
            token: RequestToken(token),
            responseID: .submitSMResponse,
            sentAt: Timestamp(seconds: second)
        )
    }

    @Test func `numbers go from 1 to 0x7FFFFFFF and begin again`() {
        var window = OutgoingWindow(limit: 4)
        #expect((1...3).map { _ in window.nextSequence() } == [1, 2, 3])
        var last = OutgoingWindow(limit: 4, lastGiven: OutgoingWindow.lastSequence - 1)
        #expect((1...3).map { _ in last.nextSequence() } == [0x7FFF_FFFF, 1, 2])
    }

    @Test func `a number is not given again while it is outstanding`() {
        var window = OutgoingWindow(limit: 2)
        let old = window.nextSequence()
        window.insert(entry(0), sequence: old)
        for token in 1...1000 {
            let sequence = window.nextSequence()
            #expect(sequence & 7 != old & 7)
            window.insert(entry(UInt64(token)), sequence: sequence)
            window.remove(sequence)
        }
        #expect(window.entry(old)?.token == RequestToken(0))
    }

    @Test(arguments: 0..<20)
    func `the window does what a dictionary and a list do`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...100, using: &generator)
        let start: UInt32 = Bool.random(using: &generator) ? 0 : 0x7FFF_FFC0
        var window = OutgoingWindow(limit: limit, lastGiven: start)
        var model: [UInt32: UInt64] = [:]
        var order: [UInt32] = []
        for step in 0..<3000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<6 where window.room > 0:
                let sequence = window.nextSequence()
                #expect(sequence >= 1 && sequence <= 0x7FFF_FFFF)
                #expect(model[sequence] == nil)
                window.insert(entry(UInt64(step), Int64(step)), sequence: sequence)
                model[sequence] = UInt64(step)
                order.append(sequence)
            case 6..<9:
                guard let sequence = order.randomElement(using: &generator) else { continue }
                #expect(window.entry(sequence)?.token.number == model[sequence])
                window.remove(sequence)
                model[sequence] = nil
                order.removeAll { $0 == sequence }
            default:
                let oldest = order.first
                let expected = oldest.flatMap { model[$0] }
                #expect(window.oldestSentAt?.seconds == expected.map { Int64($0) })
                #expect(window.removeOldest()?.token.number == expected)
                if let oldest {
                    model[oldest] = nil
                    order.removeFirst()
                }
            }
            #expect(window.count == order.count)
            let stranger = UInt32.random(in: 0...200, using: &generator)
            #expect(window.entry(stranger)?.token.number == model[stranger])
        }
    }
}
