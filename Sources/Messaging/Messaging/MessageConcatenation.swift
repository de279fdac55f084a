import Essentials
public import MessagingModel
import SMSText

/// The longer message of a part that a client split itself.
public struct MessageConcatenation: Sendable, Hashable {
    /// The place of the part in the longer message.
    public let place: PartPlace
    /// The whole text; nil while parts are missing.
    public let text: String?

    /// Joins a part and its siblings; nil if the message is not a part.
    ///
    /// References are reused: of parts with the same number, the nearest in time counts.
    init?(of message: Message, among parts: [Message]) {
        guard let place = message.smpp?.part?.place else { return nil }
        self.place = place
        var nearest: [UInt8: Message] = [place.part: message]
        for part in parts {
            guard let other = part.smpp?.part?.place, other.partsCount == place.partsCount,
                other.part != place.part
            else { continue }
            let known = nearest[other.part].map { message.distance(to: $0) }
            if let known, known <= message.distance(to: part) { continue }
            nearest[other.part] = part
        }
        let ordered = (1...max(place.partsCount, 1)).compactMap { nearest[$0] }
        guard ordered.count == Int(place.partsCount) else {
            text = nil
            return
        }
        text =
            ReceivedPart.text(of: ordered.map(\.received))
            ?? ordered.map(\.text).joined()
    }
}

extension Message {
    fileprivate func distance(to other: Message) -> Int64 {
        abs(createdAt.microseconds - other.createdAt.microseconds)
    }

    /// The part as it came in.
    fileprivate var received: ReceivedPart {
        let coding: DataCoding = encoding == .utf16 ? .utf16 : .gsm7
        let part = smpp?.part
        let payload = part?.payload ?? coding.encode(text) ?? []
        let whole = ReceivedPart(
            shortMessage: (part?.header ?? []) + payload,
            hasHeader: part != nil,
            dataCoding: coding
        )
        return whole ?? ReceivedPart(concatenation: nil, payload: payload, dataCoding: coding)
    }
}
