import Essentials
import Testing

@testable import SMPPGateway

@Suite struct BindGuardTests {
    private let start = Timestamp(seconds: 1_780_000_000)

    @Test func `answers to bad binds wait longer each time, up to a bound`() {
        var guardian = BindGuard()
        let delays = (0..<6).map { _ in guardian.failed("acme", from: "::1", at: start).delay }
        #expect(
            delays == [.milliseconds(500), .seconds(1), .seconds(2)]
                + .init(repeating: .seconds(4), count: 3)
        )
    }

    @Test func `an address is locked out for a while, whatever name it tries`() {
        var guardian = BindGuard()
        let locks = (0..<10).map { guardian.failed("name\($0)", from: "10.0.0.1", at: start).locks }
        #expect(locks == .init(repeating: false, count: 9) + [true])
        #expect(guardian.isLocked("other", from: "10.0.0.1", at: start + .seconds(59)))
        #expect(!guardian.isLocked("other", from: "10.0.0.2", at: start))
        #expect(!guardian.isLocked("other", from: "10.0.0.1", at: start + .seconds(60)))
    }

    @Test func `a name is locked for strangers, not where it bound before`() {
        var guardian = BindGuard()
        guardian.succeeded("acme", from: "10.0.0.1", at: start)
        for number in 0..<10 {
            _ = guardian.failed("acme", from: "10.0.1.\(number)", at: start)
        }
        #expect(guardian.isLocked("acme", from: "10.0.9.9", at: start))
        #expect(!guardian.isLocked("acme", from: "10.0.0.1", at: start))
        #expect(!guardian.isLocked("other", from: "10.0.9.9", at: start))
    }

    @Test func `failures are forgotten after a good bind, and after some time`() {
        var guardian = BindGuard()
        for _ in 0..<5 { _ = guardian.failed("acme", from: "10.0.0.1", at: start) }
        guardian.succeeded("other", from: "10.0.0.1", at: start)
        let delay = guardian.failed("nobody", from: "10.0.0.1", at: start).delay
        #expect(delay == .milliseconds(500))
        let later = guardian.failed("acme", from: "10.0.0.3", at: start + .seconds(601)).delay
        #expect(later == .milliseconds(500))
    }

    @Test func `strangers cannot make it grow without end`() {
        var guardian = BindGuard(BindGuard.Policy(capacity: 100))
        for number in 0..<1000 {
            _ = guardian.failed("name\(number)", from: "10.0.0.\(number)", at: start)
        }
        let isLocked = guardian.isLocked("name1", from: "10.0.0.1", at: start)
        #expect(!isLocked)
    }
}
