import Essentials

/// What organizations and tokens have used of the processor, and what they may still use.
///
/// Pure: the time is passed in, in seconds from any origin.
struct WorkAccounts<Key: Hashable> {
    private struct Account {
        /// What may still be used; negative after a computation that took more.
        var credit: Double
        /// What was used lately; halves in ``halfLife``.
        var used = 0.0
        var updatedAt: Double
    }

    private static var halfLife: Double { 5 }
    /// When so many are known, those that used nothing lately are forgotten.
    private static var capacity: Int { 10_000 }

    private let most: Double
    private let perSecond: Double
    private var accounts: [Key: Account] = [:]

    init(most: Double, perSecond: Double) {
        self.most = most
        self.perSecond = perSecond
    }

    /// How long until the owner may use something again; 0 if it may now.
    func wait(_ key: Key, at now: Double) -> Double {
        guard let account = accounts[key].map({ current($0, now) }) else { return 0 }
        return account.credit > 0 ? 0 : (0.1 - account.credit) / perSecond
    }

    /// What was used lately; orders those who wait.
    func used(_ key: Key, at now: Double) -> Double {
        accounts[key].map { current($0, now).used } ?? 0
    }

    mutating func use(_ seconds: Double, of key: Key, at now: Double) {
        if accounts.count >= Self.capacity {
            accounts = accounts.filter { current($0.value, now).credit < most }
        }
        var account =
            accounts[key].map { current($0, now) }
            ?? Account(credit: most, updatedAt: now)
        account.credit -= seconds
        account.used += seconds
        accounts[key] = account
    }

    private func current(_ account: Account, _ now: Double) -> Account {
        let passed = max(0, now - account.updatedAt)
        var account = account
        account.credit = min(most, account.credit + passed * perSecond)
        account.used *= Self.decay(passed / Self.halfLife)
        account.updatedAt = now
        return account
    }

    /// 2 to the power of −x, near enough: exact at whole numbers.
    private static func decay(_ x: Double) -> Double {
        guard x < 50 else { return 0 }
        let whole = x.rounded(.down)
        return (1 - (x - whole) / 2) / Double(UInt64(1) << UInt64(whole))
    }
}
