import Essentials
import MessagingModel

/// Steps of a pipeline whose carrier is an SMSC: it knows nothing of our messages' names.
extension PipelineWorld {
    static let carrier = CarrierID("operator")

    /// Accepts a message and hands it over.
    func handedOver(parts: Int = 1, sender: String = "Acme") async throws -> MessageKey {
        let key = try await accept(1, parts: parts, sender: sender)[0]
        try await apply([.handOff(.init(key, carrier: Self.carrier, attempt: 1, at: now))])
        return key
    }

    /// Accepts a message and lets the carrier take it under the given references.
    func taken(_ references: [String], sender: String = "Acme") async throws -> MessageKey {
        let key = try await handedOver(parts: max(references.count, 1), sender: sender)
        try await apply([answered(key, references)])
        return key
    }

    func answered(_ key: MessageKey, _ references: [String]) -> PipelineChange {
        .sent(.init(key, carrier: Self.carrier, references: references, at: now))
    }

    func report(
        _ reference: String,
        _ status: MessageStatus = .delivered,
        hint: ReceiptHint? = nil
    ) -> PipelineChange {
        .receipt(
            .init(
                CarrierReceipt(
                    reference: reference,
                    key: nil,
                    hint: hint,
                    status: status,
                    code: .none,
                    carrierCode: nil,
                    at: now
                ),
                carrier: Self.carrier
            )
        )
    }

    /// What an SMSC echoes of a message.
    func hint(_ key: MessageKey, isWhole: Bool = true) -> ReceiptHint {
        ReceiptHint(
            shortReference: key.shortReference,
            destination: 34_600_000_000,
            isForWholeMessage: isWhole
        )
    }

    func inbound(
        _ text: String,
        from origin: InboundOrigin = .phone(34_600_000_000),
        to recipient: String,
        reference: String = "in",
        part: InboundPart? = nil
    ) -> PipelineChange {
        .inbound(
            .init(
                InboundMessage(
                    reference: reference,
                    origin: origin,
                    recipient: recipient,
                    text: text,
                    answering: nil,
                    part: part,
                    at: now
                ),
                carrier: Self.carrier,
                status: "inbound"
            )
        )
    }
}
