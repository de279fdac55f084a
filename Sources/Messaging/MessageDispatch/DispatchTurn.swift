public import Essentials

/// One message on its way to one carrier.
public struct HandOff<
    Key: Hashable & Sendable,
    CarrierName: Hashable & Sendable
>: Hashable, Sendable {
    /// Names the message.
    public let key: Key
    /// Where it goes.
    public let carrier: CarrierName
    /// Counts from 1; the same again after an answer that does not count as an attempt.
    public let attempt: Int

    /// Creates the value.
    @inlinable
    public init(key: Key, carrier: CarrierName, attempt: Int) {
        self.key = key
        self.carrier = carrier
        self.attempt = attempt
    }
}

/// What is to be done at one moment.
public struct DispatchTurn<
    Key: Hashable & Sendable,
    CarrierName: Hashable & Sendable
>: Sendable {
    /// Messages to hand off; each waits for its answer from now on.
    public let handOffs: [HandOff<Key, CarrierName>]
    /// Messages whose time ran out; they are gone from the dispatcher.
    public let expired: [Key]
    /// Messages that no rule routes; they are gone from the dispatcher.
    public let unroutable: [Key]
    /// When to ask again if nothing else happens before; nil for never.
    public let wakeAt: Timestamp?

    /// Creates the value.
    @inlinable
    public init(
        handOffs: [HandOff<Key, CarrierName>],
        expired: [Key],
        unroutable: [Key],
        wakeAt: Timestamp?
    ) {
        self.handOffs = handOffs
        self.expired = expired
        self.unroutable = unroutable
        self.wakeAt = wakeAt
    }
}
