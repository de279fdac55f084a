// What carriers report.

extension PipelineChange {
    /// A carrier reported the delivery status of a message.
    public struct Receipt: Sendable, Hashable {
        /// The receipt.
        public let receipt: CarrierReceipt
        /// The carrier that sent it.
        public let carrier: CarrierID

        /// Creates the change.
        public init(_ receipt: CarrierReceipt, carrier: CarrierID) {
            self.receipt = receipt
            self.carrier = carrier
        }
    }

    /// A phone sent a message.
    public struct Inbound: Sendable, Hashable {
        /// The message, or one part of it.
        public let message: InboundMessage
        /// The carrier that delivered it.
        public let carrier: CarrierID
        /// The status in its notification, such as `stop`.
        public let status: String

        /// Creates the change.
        public init(_ message: InboundMessage, carrier: CarrierID, status: String) {
            self.message = message
            self.carrier = carrier
            self.status = status
        }
    }
}
