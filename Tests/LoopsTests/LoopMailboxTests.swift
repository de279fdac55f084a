import Essentials
import Foundation
import Loops
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct LoopMailboxTests {
    /// Waits for the descriptor; true when it became readable.
    private static func poll(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&source, 1, milliseconds) == 1
    }

    @Test func `a sender signals only a loop that sleeps, and only once`() throws {
        let mailbox = try LoopMailbox<Int>()
        #expect(mailbox.send(1))
        #expect(!Self.poll(mailbox.descriptor, milliseconds: 0))
        #expect(!mailbox.prepareToSleep())
        #expect(mailbox.takeAll() == [1])
        #expect(mailbox.prepareToSleep())
        #expect(mailbox.send(2))
        #expect(Self.poll(mailbox.descriptor, milliseconds: 0))
        mailbox.clearWakeUp()
        #expect(mailbox.send(3))
        #expect(!Self.poll(mailbox.descriptor, milliseconds: 0))
        #expect(mailbox.takeAll() == [2, 3])
        #expect(mailbox.takeAll() == [])
    }

    @Test func `a closed mailbox gives back what is left, and refuses the rest`() throws {
        let mailbox = try LoopMailbox<Int>()
        #expect(mailbox.send(1))
        #expect(mailbox.close() == [1])
        #expect(mailbox.isClosed)
        #expect(!mailbox.send(2))
        #expect(!mailbox.prepareToSleep())
        #expect(Self.poll(mailbox.descriptor, milliseconds: 0))
    }

    @Test func `values of many threads arrive once, in each thread's order`() async throws {
        let mailbox = try LoopMailbox<(sender: Int, number: Int)>()
        let seen = Locked([[Int]](repeating: [], count: 4))
        let thread = try WorkerThread("loop") {
            while !mailbox.isClosed {
                if mailbox.prepareToSleep(), Self.poll(mailbox.descriptor, milliseconds: -1) {
                    mailbox.clearWakeUp()
                }
                for (sender, number) in mailbox.takeAll() {
                    seen.withLock { $0[sender].append(number) }
                }
            }
        }
        await withTaskGroup { group in
            for sender in 0..<4 {
                group.addTask {
                    for number in 0..<2000 { _ = mailbox.send((sender, number)) }
                }
            }
        }
        try await waitUntil { seen.withLock { $0.allSatisfy { $0.count >= 2000 } } }
        _ = mailbox.close()
        thread.join()
        #expect(seen.withLock { $0.allSatisfy { $0 == Array(0..<2000) } })
    }
}
