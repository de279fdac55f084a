public import Essentials

/// The id of a message in eight characters, for clients of SMPP 3.3, which has no room for more.
///
/// It is made from the message's id: the second, modulo 150 days, and the counter within the
/// second, in 62 letters and digits. So it needs no storage, differs between all messages that one
/// process accepts within 150 days, and is found by the order of ids.
public struct ShortMessageID: Hashable, Sendable {
    /// The eight characters.
    public let text: String

    private let second: UInt64
    private let counter: UInt64

    private static let length = 8
    private static let counterBits: UInt64 = 24
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )
    /// 62 to the power of 8, divided by 2 to the power of 24, rounded down: some 150 days.
    private static let period: UInt64 = 13_014_084

    /// The short id of a message.
    public init(_ id: ObjectID) {
        second = (id.high >> 32) % Self.period
        counter = id.high >> 8 & 0xFF_FFFF
        var number = second << Self.counterBits | counter
        var characters: [UInt8] = []
        for _ in 0..<Self.length {
            characters.append(Self.digits[Int(number % 62)])
            number /= 62
        }
        text = String(decoding: characters.reversed(), as: UTF8.self)
    }

    /// Reads eight characters; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == Self.length else { return nil }
        var number: UInt64 = 0
        for octet in text.utf8 {
            guard let digit = Self.digits.firstIndex(of: octet) else { return nil }
            number = number * 62 + UInt64(digit)
        }
        second = number >> Self.counterBits
        counter = number & 0xFF_FFFF
        guard second < Self.period else { return nil }
        self.text = text
    }

    /// The ids that have this short id: those of the second nearest to now that fits.
    public func candidates(near now: Timestamp) -> ClosedRange<ObjectID> {
        let half = Self.period / 2
        let latest = UInt64(clamping: now.seconds) + half
        let distance = (latest % Self.period + Self.period - second) % Self.period
        let start = (latest - distance) << 32 | counter << 8
        return ObjectID(high: start, low: 0)...ObjectID(high: start | 0xFF, low: .max)
    }
}

extension Message {
    /// The id that its client knows it by over SMPP.
    public var idOverSMPP: String { smpp?.name(of: key.id) ?? key.id.description }
}

extension SMPPOrigin {
    /// The id of the message in the form that its client can hold.
    public func name(of id: ObjectID) -> String {
        hasShortID ? ShortMessageID(id).text : id.description
    }
}
