/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable {
    /// 32 bits, most significant byte first.
    case v4(UInt32)
    /// Two halves of 64 bits, most significant first.
    case v6(high: UInt64, low: UInt64)

    /// Reads an address like the resolver's `inet_aton` and `inet_pton`; nil for a host name.
    ///
    /// IPv4 in all its forms: one to four parts, each decimal, octal after `0` or hexadecimal
    /// after `0x`, where the last part fills the remaining bytes (`127.1`, `0x7f000001`). IPv6
    /// without brackets and zone.
    public init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let groups = IPAddress.groups(text) else { return nil }
            self = .v6(high: IPAddress.join(groups[0..<4]), low: IPAddress.join(groups[4..<8]))
        } else {
            guard let value = IPAddress.fourOctets(text) else { return nil }
            self = .v4(value)
        }
    }

    private static func fourOctets(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var address: UInt64 = 0
        for (index, part) in parts.enumerated() {
            guard let value = number(part) else { return nil }
            let octets = index == parts.count - 1 ? 4 - index : 1
            guard value < 1 << UInt64(8 * octets) else { return nil }
            address = address << UInt64(8 * octets) | value
        }
        return UInt32(address)
    }

    private static func number(_ text: some StringProtocol) -> UInt64? {
        let (digits, radix): (Substring, Int)
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            (digits, radix) = (Substring(text.dropFirst(2)), 16)
        } else if text.utf8.count > 1, text.hasPrefix("0") {
            (digits, radix) = (Substring(text.dropFirst()), 8)
        } else {
            (digits, radix) = (Substring(text), 10)
        }
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"), digits.utf8.count <= 20 else {
            return nil
        }
        return UInt64(digits, radix: radix)
    }

    private static func groups(_ text: some StringProtocol) -> [UInt16]? {
        guard text.utf8.count <= 45 else { return nil }
        let halves = Substring(text).components(separatedBy: "::")
        guard halves.count <= 2, let first = groupList(halves[0]) else { return nil }
        guard halves.count == 2 else { return first.count == 8 ? first : nil }
        guard let second = groupList(halves[1]), first.count + second.count <= 7 else { return nil }
        return first + Array(repeating: 0, count: 8 - first.count - second.count) + second
    }

    private static func groupList(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1 {
                let octets = part.split(separator: ".", omittingEmptySubsequences: false)
                guard octets.count == 4, let value = fourOctets(part) else { return nil }
                groups += [UInt16(value >> 16), UInt16(value & 0xFFFF)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexDigit),
                    let value = UInt16(part, radix: 16)
                else { return nil }
                groups.append(value)
            }
        }
        return groups
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...70, 97...102: true
        default: false
        }
    }

    private static func join(_ groups: ArraySlice<UInt16>) -> UInt64 {
        groups.reduce(0) { $0 << 16 | UInt64($1) }
    }
}

extension Substring {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual text form; IPv6 in eight groups without shortening.
    public var description: String {
        switch self {
        case .v4(let value):
            return "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in
                [48, 32, 16, 0].map { String(half >> UInt64($0) & 0xFFFF, radix: 16) }
            }
            return groups.joined(separator: ":")
        }
    }
}
