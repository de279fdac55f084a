/// One step in the life of one message.
public enum PipelineChange: Sendable, Hashable {
    /// A scheduled message is due: scheduled → outbox.
    case release(Release)
    /// A message is about to be handed to a carrier: outbox → hand-off.
    case handOff(HandOff)
    /// The carrier accepted a message: hand-off → awaiting its receipts.
    case sent(Sent)
    /// Another attempt is due later: hand-off → outbox.
    case retry(Retry)
    /// The carrier may or may not have the message.
    case doubt(Doubt)
    /// A message ended without a receipt.
    case finish(Finish)
    /// A carrier reported the delivery status of a message.
    case receipt(Receipt)
    /// A phone sent a message.
    case inbound(Inbound)
}
