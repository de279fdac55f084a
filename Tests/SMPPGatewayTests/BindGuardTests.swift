import Essentials
import Testing

@testable import SMPPGateway

@Suite struct BindGuardTests {
    private let start = Timestamp(seconds: 1_780_000_000)

    @Test func `answers to bad binds wait longer each time, up to a bound`() {
        var bindGuard = BindGuard()
        let delays = (0..<6).map { _ in bindGuard.failed("acme", from: "::1", at: start).delay }
        #expect(
            delays == [.milliseconds(500), .seconds(1), .seconds(2)]
                + .init(repeating: .seconds(4), count: 3)
        )
    }

    @Test func `an address is locked out for a while, whatever name it tries`() {
        var bindGuard = BindGuard()
        let locks = (0..<10).map {
            bindGuard.failed("name\($0)", from: "10.0.0.1", at: start).locks
        }
        #expect(locks == .init(repeating: false, count: 9) + [true])
        #expect(bindGuard.isLocked("other", from: "10.0.0.1", at: start + .seconds(59)))
        #expect(!bindGuard.isLocked("other", from: "10.0.0.2", at: start))
        #expect(!bindGuard.isLocked("other", from: "10.0.0.1", at: start + .seconds(60)))
    }

    @Test func `a name is locked for strangers, not where it bound before`() {
        var bindGuard = BindGuard()
        bindGuard.succeeded("acme", from: "10.0.0.1", at: start)
        for number in 0..<10 {
            _ = bindGuard.failed("acme", from: "10.0.1.\(number)", at: start)
        }
        #expect(bindGuard.isLocked("acme", from: "10.0.9.9", at: start))
        #expect(!bindGuard.isLocked("acme", from: "10.0.0.1", at: start))
        #expect(!bindGuard.isLocked("other", from: "10.0.9.9", at: start))
    }

    @Test func `failures are forgotten after a good bind, and after some time`() {
        var bindGuard = BindGuard()
        for _ in 0..<5 { _ = bindGuard.failed("acme", from: "10.0.0.1", at: start) }
        bindGuard.succeeded("other", from: "10.0.0.1", at: start)
        let delay = bindGuard.failed("nobody", from: "10.0.0.1", at: start).delay
        #expect(delay == .milliseconds(500))
        let later = bindGuard.failed("acme", from: "10.0.0.3", at: start + .seconds(601)).delay
        #expect(later == .milliseconds(500))
    }

    @Test func `strangers cannot make it grow without end`() {
        var bindGuard = BindGuard(BindGuard.Policy(capacity: 100))
        for number in 0..<1000 {
            _ = bindGuard.failed("name\(number)", from: "10.0.0.\(number)", at: start)
        }
        let isLocked = bindGuard.isLocked("name1", from: "10.0.0.1", at: start)
        #expect(!isLocked)
    }

    @Test func `binds at once get no more guesses than one after the other`() {
        var bindGuard = BindGuard()
        let begun = (0..<900).filter { number in
            bindGuard.begins("acme", from: "10.0.0.\(number % 200)", at: start)
        }
        #expect(begun.count == 10)
        for number in begun {
            _ = bindGuard.failed("acme", from: "10.0.0.\(number % 200)", at: start)
        }
        #expect(bindGuard.isLocked("acme", from: "10.0.9.9", at: start))
        let more = (0..<900).filter { number in
            bindGuard.begins("name\(number)", from: "10.0.5.5", at: start)
        }
        #expect(more.count == 10)
    }

    @Test func `passwords that turn out right or unread leave no trace`() {
        var bindGuard = BindGuard()
        for _ in 0..<1_000 {
            for _ in 0..<5 {
                let begins = bindGuard.begins("acme", from: "10.0.0.1", at: start)
                #expect(begins)
            }
            for _ in 0..<3 { bindGuard.succeeded("acme", from: "10.0.0.1", at: start) }
            for _ in 0..<2 { bindGuard.undecided("acme", from: "10.0.0.1") }
        }
        let delay = bindGuard.failed("acme", from: "10.0.0.1", at: start).delay
        #expect(delay == .milliseconds(500))
    }

    @Test func `a check that ends after the lock does not open it`() {
        var bindGuard = BindGuard()
        for _ in 0..<9 { _ = bindGuard.failed("acme", from: "10.0.0.1", at: start) }
        let begins = bindGuard.begins("acme", from: "10.0.0.1", at: start)
        #expect(begins)
        let second = bindGuard.begins("acme", from: "10.0.0.1", at: start)
        #expect(!second)
        let locks = bindGuard.failed("acme", from: "10.0.0.1", at: start).locks
        #expect(locks)
        #expect(bindGuard.isLocked("acme", from: "10.0.0.1", at: start))
    }
}
