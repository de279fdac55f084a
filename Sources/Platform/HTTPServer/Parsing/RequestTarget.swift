/// The parts of a request's target (RFC 9112, 3.2).
struct RequestTarget {
    let path: String
    let query: [QueryItem]
    /// The host and port of a URL, as proxies are sent it.
    let authority: Authority?

    init(_ bytes: UnsafeRawBufferPointer, isOptions: Bool) throws(RequestRefusal) {
        var rest = bytes
        if bytes.first == UInt8(ascii: "/") {
            authority = nil
        } else if isOptions, bytes.count == 1, bytes.first == UInt8(ascii: "*") {
            authority = nil
        } else {
            rest = try RequestTarget.schemeRemoved(bytes)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            let host = UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)])
            guard let authority = Authority(host) else { throw .target }
            self.authority = authority
            rest = UnsafeRawBufferPointer(rebasing: rest[(end ?? rest.count)...])
        }
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        let path = String(decoding: rest[..<(mark ?? rest.count)], as: UTF8.self)
        self.path = path.isEmpty ? "/" : path
        query = mark.map { RequestTarget.items(rest[($0 + 1)...]) } ?? []
    }

    private static func schemeRemoved(
        _ bytes: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> UnsafeRawBufferPointer {
        for scheme in ["http://", "https://"] where bytes.count > scheme.utf8.count {
            let start = UnsafeRawBufferPointer(rebasing: bytes[..<scheme.utf8.count])
            guard equalsIgnoringCase(start, scheme.utf8) else { continue }
            return UnsafeRawBufferPointer(rebasing: bytes[scheme.utf8.count...])
        }
        throw .target
    }

    /// The items of a query; pieces that are empty are passed over.
    private static func items(_ query: Slice<UnsafeRawBufferPointer>) -> [QueryItem] {
        query.split(separator: UInt8(ascii: "&")).map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
                return QueryItem(name: percentDecoded(item, plusIsSpace: true), value: nil)
            }
            return QueryItem(
                name: percentDecoded(item[..<equals], plusIsSpace: true),
                value: percentDecoded(item[(equals + 1)...], plusIsSpace: true)
            )
        }
    }
}

/// A host and its port, as `Host` and URLs have them.
struct Authority: Hashable {
    /// In small letters.
    let host: String
    /// 80 and 443 are left out.
    let port: Int?

    /// Reads a host, which may not be empty, and perhaps a port.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let parts = Authority.parts(bytes) else { return nil }
        host = String(decoding: bytes[..<parts.hostEnd], as: UTF8.self).lowercased()
        port = parts.port == 80 || parts.port == 443 ? nil : parts.port
    }

    /// Whether the bytes are a host, and perhaps a port.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool { parts(bytes) != nil }

    private static func parts(_ bytes: UnsafeRawBufferPointer) -> (hostEnd: Int, port: Int?)? {
        var end = 0
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")), bracket > 1 else {
                return nil
            }
            for byte in bytes[1..<bracket] where !isAddressByte(byte) { return nil }
            end = bracket + 1
        } else {
            while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
        }
        guard end > 0 else { return nil }
        guard end < bytes.count else { return (end, nil) }
        let digits = bytes[(end + 1)...]
        guard bytes[end] == ByteClass.colon, digits.count <= 5,
            digits.allSatisfy(ByteClass.isDigit)
        else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        guard number <= 65_535 else { return nil }
        return (end, digits.isEmpty ? nil : number)
    }

    /// A letter, a digit, or one of the marks that a registered name may have (RFC 3986, 3.2.2).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: "%!$&'()*+;=".utf8.contains(byte)
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        ByteClass.hexadecimal(byte) != nil || byte == ByteClass.colon
            || byte == UInt8(ascii: ".")
    }
}
