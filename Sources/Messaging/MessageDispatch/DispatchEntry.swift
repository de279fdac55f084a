public import Essentials

/// A message that waits for a carrier, as far as dispatching is concerned.
public struct DispatchEntry<
    Key: Hashable & Sendable,
    CarrierName: Hashable & Sendable
>: Sendable {
    /// Names the message.
    public let key: Key
    /// The recipient's E.164 digits.
    public let destination: UInt64
    /// The recipient's country, two letters.
    public let country: String
    /// The sender.
    public let sender: String
    /// The project; projects take turns.
    public let project: Int64
    /// Hand-offs so far that count against ``DispatchPolicy/maximumAttempts``.
    public let attempts: Int
    /// Not to be handed off before this moment.
    public let dueAt: Timestamp
    /// Not to be handed off from this moment on.
    public let expiresAt: Timestamp
    /// The only carrier it may go to, whatever the rules say; test messages have one.
    public let forcedCarrier: CarrierName?

    /// Creates the value.
    public init(
        key: Key,
        destination: UInt64,
        country: String,
        sender: String,
        project: Int64,
        attempts: Int = 0,
        dueAt: Timestamp,
        expiresAt: Timestamp,
        forcedCarrier: CarrierName? = nil
    ) {
        self.key = key
        self.destination = destination
        self.country = country
        self.sender = sender
        self.project = project
        self.attempts = attempts
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.forcedCarrier = forcedCarrier
    }
}

/// Whether an entry was taken in.
public enum Admission: Hashable, Sendable {
    /// It waits.
    case accepted
    /// There is no room; nothing happened.
    case full
    /// An entry of that key is already there; nothing happened.
    case duplicate
    /// Its forced carrier is one more than ``DispatchError/mostCarriers``; nothing happened.
    case unknownCarrier
}

/// What became of a wish to drop an entry.
public enum Withdrawal: Hashable, Sendable {
    /// It waited and is gone.
    case forgotten
    /// It is handed off; the carrier's answer decides.
    case handedOff
    /// There is no such entry.
    case absent
}
