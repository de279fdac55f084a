/// A message as it is read back: one of ours, or one of a handset.
public enum StoredMessage: Sendable {
    /// A message that a client sent.
    case sent(Message)
    /// A message that a handset sent.
    case received(StoredInbound)

    /// The message, when it is one that a client sent.
    public var sent: Message? {
        if case .sent(let message) = self { message } else { nil }
    }
}
