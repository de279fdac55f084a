public import Essentials

/// What a delivery receipt over SMPP says about the message besides its status.
public struct SubmittedMessage: Hashable, Sendable {
    /// The characters of the text that a receipt repeats (SMPP 3.4, appendix B).
    public static let longestTextStart = 20

    /// The fields of the SMPP request.
    public let origin: SMPPOrigin
    /// The sender, as given.
    public let sender: String
    /// The recipient, as given.
    public let recipient: String
    /// When it was accepted.
    public let at: Timestamp
    /// The first characters of the text.
    public let textStart: String

    /// Creates the value.
    public init(
        origin: SMPPOrigin,
        sender: String,
        recipient: String,
        at: Timestamp,
        textStart: String
    ) {
        self.origin = origin
        self.sender = sender
        self.recipient = recipient
        self.at = at
        self.textStart = textStart
    }
}

extension SubmittedMessage {
    /// The receipt's data about the message; nil if it came over HTTP.
    public init?(_ message: Message) {
        guard let origin = message.smpp else { return nil }
        self.init(
            origin: origin,
            sender: message.sender,
            recipient: message.recipient,
            at: message.createdAt,
            textStart: String(
                String.UnicodeScalarView(
                    message.text.unicodeScalars.prefix(SubmittedMessage.longestTextStart)
                )
            )
        )
    }
}
