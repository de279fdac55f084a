/// Keeps outgoing calls away from the operator's own network.
///
/// ``refusal(of:)-(String)`` checks an address as it is written, when it is configured and before
/// each call. ``refusal(of:)-(IPAddress)`` checks each resolved address right before connecting,
/// so that a name that resolves differently the second time is caught.
public struct TargetGuard: Hashable, Sendable {
    /// The longest accepted address, in bytes.
    public static let longestURL = 2048

    /// Whether loopback, private and other special addresses are allowed, for development.
    public let allowsPrivateTargets: Bool

    /// Creates the guard.
    public init(allowsPrivateTargets: Bool) { self.allowsPrivateTargets = allowsPrivateTargets }

    /// Why the URL may not be called, as a sentence for its owner; nil if it may.
    public func refusal(of url: String) -> String? {
        guard url.utf8.count <= TargetGuard.longestURL else {
            return "The URL should have at most \(TargetGuard.longestURL) characters."
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            return "The URL should have only visible ASCII characters, others percent-encoded."
        }
        guard let scheme = url.firstRange(of: "://"),
            ["http", "https"].contains(url[..<scheme.lowerBound].lowercased())
        else { return "The URL should begin with https:// or http://." }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            return "The URL should not have a user name or password."
        }
        guard let host = TargetGuard.host(of: authority) else {
            return "The URL should have a host name and, if any, a port from 1 to 65535."
        }
        return refusal(ofHost: host)
    }

    /// Why the address may not be called; nil if it may.
    public func refusal(of address: IPAddress) -> String? {
        guard !allowsPrivateTargets, let kind = address.specialKind else { return nil }
        return "\(address) is \(kind)."
    }

    private func refusal(ofHost host: Substring) -> String? {
        if host.hasPrefix("[") {
            guard let address = IPAddress(host.dropFirst().dropLast()) else {
                return "The URL should have a valid IPv6 address between brackets."
            }
            return refusal(of: address)
        }
        let name = host.hasSuffix(".") ? host.dropLast() : host
        if let address = IPAddress(name) { return refusal(of: address) }
        let lastLabel = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        guard let first = lastLabel.utf8.first, !(48...57).contains(first) else {
            return "The URL should have a host name or a valid IPv4 address."
        }
        let isLocal = lastLabel.lowercased() == "localhost"
        return isLocal && !allowsPrivateTargets ? "\(host) is the server itself." : nil
    }

    /// The host of an authority without credentials; nil when it is malformed.
    private static func host(of authority: Substring) -> Substring? {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
        } else {
            host = authority.prefix { $0 != ":" }
            let isName = host.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isName, !host.isEmpty, host != ".", host.utf8.count <= 254 else { return nil }
        }
        let port = authority[host.endIndex...]
        guard !port.isEmpty else { return host }
        guard port.hasPrefix(":"), (2...6).contains(port.utf8.count),
            port.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(port.dropFirst()), (1...65535).contains(number)
        else { return nil }
        return host
    }
}

extension IPAddress {
    /// What the address is reserved for, unless it is an ordinary one of the public internet.
    ///
    /// Sources: the IANA special-purpose registries for IPv4 and IPv6, and the addresses on which
    /// cloud providers serve instance metadata. An IPv6 address that contains an IPv4 one (mapped,
    /// compatible, NAT64, 6to4, Teredo, ISATAP) is checked by that one too.
    public var specialKind: String? {
        switch self {
        case .v4(let value):
            return IPAddress.specialBlocksV4.first { value & $0.mask == $0.prefix }?.kind
        case .v6(let high, let low):
            if let kind = embedded.compactMap(\.specialKind).first { return kind }
            let block = IPAddress.specialBlocksV6.first {
                high & $0.highMask == $0.high && low & $0.lowMask == $0.low
            }
            return block?.kind
        }
    }

    /// The IPv4 addresses that traffic to an IPv6 address may end at.
    private var embedded: [IPAddress] {
        guard case .v6(let high, let low) = self else { return [] }
        let last = IPAddress.v4(UInt32(truncatingIfNeeded: low))
        switch high {
        case 0 where low >> 32 == 0xFFFF || low >> 32 == 0 && low > 1: return [last]
        case 0x0064_FF9B_0000_0000 where low >> 32 == 0: return [last]
        case _ where high >> 48 == 0x2002:
            return [.v4(UInt32(truncatingIfNeeded: high >> 16))]
        case _ where high >> 32 == 0x2001_0000:
            return [.v4(UInt32(truncatingIfNeeded: high)), .v4(~UInt32(truncatingIfNeeded: low))]
        case _ where low >> 32 & 0xFDFF_FFFF == 0x0000_5EFE: return [last]
        default: return []
        }
    }

    private struct BlockV4 {
        let prefix: UInt32
        let mask: UInt32
        let kind: String

        init(_ octets: (UInt32, UInt32, UInt32, UInt32), _ length: UInt32, _ kind: String) {
            prefix = octets.0 << 24 | octets.1 << 16 | octets.2 << 8 | octets.3
            mask = length == 0 ? 0 : ~0 << (32 - length)
            self.kind = kind
        }
    }

    private struct BlockV6 {
        let high: UInt64
        let low: UInt64
        let highMask: UInt64
        let lowMask: UInt64
        let kind: String

        init(_ high: UInt64, _ low: UInt64 = 0, length: UInt64, _ kind: String) {
            self.high = high
            self.low = low
            highMask = length >= 64 ? ~0 : ~0 << (64 - length)
            lowMask = length <= 64 ? 0 : ~0 << (128 - length)
            self.kind = kind
        }
    }

    private static let specialBlocksV4: [BlockV4] = [
        BlockV4((169, 254, 169, 254), 32, "a metadata service"),
        BlockV4((100, 100, 100, 200), 32, "a metadata service"),
        BlockV4((168, 63, 129, 16), 32, "a metadata service"),
        BlockV4((0, 0, 0, 0), 8, "unspecified"),
        BlockV4((10, 0, 0, 0), 8, "private"),
        BlockV4((100, 64, 0, 0), 10, "shared between carriers"),
        BlockV4((127, 0, 0, 0), 8, "loopback"),
        BlockV4((169, 254, 0, 0), 16, "link-local"),
        BlockV4((172, 16, 0, 0), 12, "private"),
        BlockV4((192, 0, 0, 0), 24, "reserved"),
        BlockV4((192, 0, 2, 0), 24, "kept for documentation"),
        BlockV4((192, 31, 196, 0), 24, "reserved"),
        BlockV4((192, 52, 193, 0), 24, "reserved"),
        BlockV4((192, 88, 99, 0), 24, "reserved"),
        BlockV4((192, 168, 0, 0), 16, "private"),
        BlockV4((192, 175, 48, 0), 24, "reserved"),
        BlockV4((198, 18, 0, 0), 15, "kept for benchmarks"),
        BlockV4((198, 51, 100, 0), 24, "kept for documentation"),
        BlockV4((203, 0, 113, 0), 24, "kept for documentation"),
        BlockV4((224, 0, 0, 0), 4, "multicast"),
        BlockV4((240, 0, 0, 0), 4, "reserved"),
    ]

    private static let specialBlocksV6: [BlockV6] = [
        BlockV6(0xFD00_0EC2_0000_0000, 0x254, length: 128, "a metadata service"),
        BlockV6(0, 0, length: 128, "unspecified"),
        BlockV6(0, 1, length: 128, "loopback"),
        BlockV6(0, 0xFFFF_0000_0000, length: 96, "an IPv4 address in disguise"),
        BlockV6(0, 0, length: 96, "an IPv4 address in disguise"),
        BlockV6(0x0064_FF9B_0001_0000, length: 48, "a translated private address"),
        BlockV6(0x0100_0000_0000_0000, length: 64, "discarded"),
        BlockV6(0x2001_0000_0000_0000, length: 23, "reserved"),
        BlockV6(0x2001_0DB8_0000_0000, length: 32, "kept for documentation"),
        BlockV6(0x3FFF_0000_0000_0000, length: 20, "kept for documentation"),
        BlockV6(0x5F00_0000_0000_0000, length: 16, "reserved"),
        BlockV6(0xFC00_0000_0000_0000, length: 7, "private"),
        BlockV6(0xFE80_0000_0000_0000, length: 10, "link-local"),
        BlockV6(0xFEC0_0000_0000_0000, length: 10, "private"),
        BlockV6(0xFF00_0000_0000_0000, length: 8, "multicast"),
    ]
}
