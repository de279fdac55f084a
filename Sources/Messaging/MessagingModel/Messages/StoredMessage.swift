/// An outbound or an inbound message.
public enum StoredMessage: Sendable {
    /// A message that a client sent.
    case sent(Message)
    /// A message that a phone sent.
    case received(StoredInbound)

    /// The message, if a client sent it.
    public var sent: Message? {
        if case .sent(let message) = self { message } else { nil }
    }
}
