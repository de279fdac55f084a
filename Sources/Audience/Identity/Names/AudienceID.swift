/// The public id of an audience contact: 32 characters that need no escaping in a URL.
///
/// Every source contact has an id of its own, derived from the project's salt, its data source and
/// its `_user_id`. An audience contact has the id of its first member and is found by those of all
/// members, so ids keep resolving through merges and un-merges, and a contact that is deleted and
/// comes back has its former id. Of the 192 bits the last 64 check the others: a mistyped or
/// guessed id is recognised without asking the store.
public struct AudienceID: Hashable, Comparable, Sendable {
    /// Bits 0 to 63 of the hash of the member.
    public let high: UInt64
    /// Bits 64 to 127 of the hash of the member.
    public let low: UInt64
    /// The check word over the other two.
    public let check: UInt64

    /// Orders by the bits.
    public static func < (left: AudienceID, right: AudienceID) -> Bool {
        if left.high != right.high { return left.high < right.high }
        return left.low == right.low ? left.check < right.check : left.low < right.low
    }
}

extension AudienceID: CustomStringConvertible, LosslessStringConvertible {
    private static let digits = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// The 32 characters: base64url (RFC 4648, 5) of the 24 bytes.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for group in stride(from: 0, to: 24, by: 3) {
            let bits = octet(group) << 16 | octet(group + 1) << 8 | octet(group + 2)
            for shift in stride(from: 18, through: 0, by: -6) {
                text.append(Self.digits[bits >> shift & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads 32 characters; nil for anything else.
    ///
    /// Only the project's ``IdentityNames`` can check whether the check word is right.
    public init?(_ text: String) {
        guard text.utf8.count == 32 else { return nil }
        var words = InlineArray<3, UInt64>(repeating: 0)
        var group: UInt64 = 0
        var octets = 0
        for (index, character) in text.utf8.enumerated() {
            guard let value = Self.value(of: character) else { return nil }
            group = group << 6 | UInt64(value)
            guard index % 4 == 3 else { continue }
            for shift: UInt64 in [16, 8, 0] {
                words[octets >> 3] = words[octets >> 3] << 8 | group >> shift & 0xFF
                octets += 1
            }
            group = 0
        }
        self.init(high: words[0], low: words[1], check: words[2])
    }

    /// One of the 24 bytes, most significant first.
    private func octet(_ index: Int) -> Int {
        let word = index < 8 ? high : index < 16 ? low : check
        return Int(word >> UInt64(56 - index % 8 * 8) & 0xFF)
    }

    private static func value(of character: UInt8) -> Int? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character) + 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

extension AudienceID {
    /// The 24 bytes, most significant first: the stored form.
    public var bytes: [UInt8] {
        [high, low, check].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// Reads 24 bytes; nil for another length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 24 else { return nil }
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        self.init(high: word(0), low: word(8), check: word(16))
    }
}
