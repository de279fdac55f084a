import Essentials
public import MessagingModel
import SMSText

/// The longer message that a piece belongs to, when its sender cut it.
public struct MessageConcatenation: Sendable, Hashable {
    /// Which piece of which longer message.
    public let place: SegmentPlace
    /// The whole text; nil while pieces are missing.
    public let text: String?

    /// Puts the pieces around one together; nil when it is no piece.
    ///
    /// Where a reference was used again, of pieces with the same number the nearest in time counts.
    init?(of message: Message, among pieces: [Message]) {
        guard let place = message.smpp?.segment?.place else { return nil }
        self.place = place
        var nearest: [UInt8: Message] = [place.part: message]
        for piece in pieces {
            guard let other = piece.smpp?.segment?.place, other.partsCount == place.partsCount,
                other.part != place.part
            else { continue }
            let known = nearest[other.part].map { message.distance(to: $0) }
            if let known, known <= message.distance(to: piece) { continue }
            nearest[other.part] = piece
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

    /// The piece as it came in.
    fileprivate var received: ReceivedPart {
        let coding: DataCoding = encoding == .utf16 ? .utf16 : .gsm7
        let segment = smpp?.segment
        let payload = segment?.payload ?? coding.encode(text) ?? []
        let whole = ReceivedPart(
            shortMessage: (segment?.header ?? []) + payload,
            hasHeader: segment != nil,
            dataCoding: coding
        )
        return whole ?? ReceivedPart(concatenation: nil, payload: payload, dataCoding: coding)
    }
}
