public import Essentials

// The changes of a message until a carrier has it.

extension PipelineChange {
    /// A scheduled message is due: scheduled → outbox.
    public struct Release: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// When it was released.
        public let at: Timestamp

        /// Creates the change.
        public init(_ key: MessageKey, at: Timestamp) {
            self.key = key
            self.at = at
        }
    }

    /// A message is about to be handed to a carrier: outbox → hand-off.
    public struct HandOff: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// The carrier that gets it.
        public let carrier: CarrierID
        /// The number of this attempt, from 1.
        public let attempt: Int
        /// When it is handed over.
        public let at: Timestamp
        /// Whether the same attempt may be stored already, without a carrier that got it: the store
        /// failed, and did not tell whether it had stored it.
        public let mayBeStored: Bool

        /// Creates the change.
        public init(
            _ key: MessageKey,
            carrier: CarrierID,
            attempt: Int,
            at: Timestamp,
            mayBeStored: Bool = false
        ) {
            self.key = key
            self.carrier = carrier
            self.attempt = attempt
            self.at = at
            self.mayBeStored = mayBeStored
        }
    }

    /// The carrier accepted a message: hand-off → awaiting its receipts, one per reference.
    public struct Sent: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// The carrier that accepted it.
        public let carrier: CarrierID
        /// The carrier's references, which its receipts name.
        public let references: [String]
        /// When it was accepted.
        public let at: Timestamp

        /// Creates the change.
        public init(_ key: MessageKey, carrier: CarrierID, references: [String], at: Timestamp) {
            self.key = key
            self.carrier = carrier
            self.references = references
            self.at = at
        }
    }

    /// Another attempt is due later: hand-off → outbox.
    public struct Retry: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// How many attempts were made so far.
        public let attempts: Int
        /// When the next attempt is due.
        public let dueAt: Timestamp

        /// Creates the change.
        public init(_ key: MessageKey, attempts: Int, dueAt: Timestamp) {
            self.key = key
            self.attempts = attempts
            self.dueAt = dueAt
        }
    }

    /// The carrier may or may not have the message: its hand-off is in doubt.
    public struct Doubt: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// When the doubt began.
        public let at: Timestamp

        /// Creates the change.
        public init(_ key: MessageKey, at: Timestamp) {
            self.key = key
            self.at = at
        }
    }

    /// A message ended without a receipt.
    public struct Finish: Sendable, Hashable {
        /// The message.
        public let key: MessageKey
        /// The final status.
        public let status: MessageStatus
        /// Why it ended.
        public let code: StatusCode
        /// The carrier's own error code, if there is one.
        public let carrierCode: String?
        /// Whether its price is refunded, because no carrier accepted it.
        public let refund: Bool
        /// When it ended.
        public let at: Timestamp

        /// Creates the change.
        public init(
            _ key: MessageKey,
            status: MessageStatus,
            code: StatusCode,
            carrierCode: String?,
            refund: Bool,
            at: Timestamp
        ) {
            self.key = key
            self.status = status
            self.code = code
            self.carrierCode = carrierCode
            self.refund = refund
            self.at = at
        }
    }
}
