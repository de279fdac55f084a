public import AccountsModel
public import Essentials
public import MessagingModel

/// Keeps messages in memory, with the semantics of the SQL store, for tests and simulations.
///
/// Parts of inbound messages are not put together, and inbound messages find the message that they
/// answer only if the carrier names it.
public final class MemoryMessageStore: Sendable {
    let state: Locked<MemoryMessages>
    let clock: any Clock
    private let fault = Locked<ServiceError?>(nil)

    /// Creates an empty store.
    public init(clock: any Clock, ids: IDSource) {
        self.clock = clock
        state = Locked(MemoryMessages(ids: ids))
    }

    // MARK: Set-up and inspection

    /// Makes every call fail with the error; nil ends that.
    public func fail(with error: ServiceError?) { fault.withLock { $0 = error } }

    /// Adds to an organization's balance.
    public func topUp(_ organization: OrganizationID, by amount: Money) {
        let now = clock.now
        state.withLock { _ = $0.post(.topUp, amount, of: organization, at: now) }
    }

    /// Gives the token a callback from now on.
    public func addCallback(of token: ObjectID) {
        state.withLock { _ = $0.callbacks.insert(token) }
    }

    /// An organization's balance.
    public func balance(of organization: OrganizationID) -> Money {
        state.withLock { $0.balances[organization, default: .zero] }
    }

    /// Every entry of the ledger, oldest first.
    public var ledger: [LedgerEntry] { state.withLock(\.ledger) }

    /// Every message, by key.
    public var messages: [Message] {
        state.withLock { state in state.messages.values.sorted { $0.key < $1.key } }
    }

    /// Every notification, oldest first.
    public var notifications: [Notification] { state.withLock(\.notifications) }

    // MARK: Access

    /// Runs a body on the state, unless the store is to fail.
    func access<Value>(
        _ body: (inout MemoryMessages) throws(ServiceError) -> Value
    ) throws(ServiceError) -> Value {
        if let error = fault.withLock({ $0 }) { throw error }
        return try state.withLock { state throws(ServiceError) in try body(&state) }
    }
}
