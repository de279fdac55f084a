/// The header fields of a request in their order; lookups ignore case.
///
/// All names and values lie in one buffer, so a request's headers cost one allocation and a field
/// becomes a `String` only on demand. Layout of a field: two bytes of name length, four of value
/// length (both little-endian), the name, the value.
public struct HTTPHeaders: Sendable {
    private var storage: [UInt8] = []

    /// The number of fields; the same name may occur more than once.
    public private(set) var count = 0

    /// Creates headers without fields.
    public init() {}

    /// Creates headers from names and values.
    public init(_ fields: [(name: String, value: String)]) {
        for field in fields { append(name: Array(field.name.utf8), value: Array(field.value.utf8)) }
    }

    /// The value of the first field with the name; bytes that are not UTF-8 are replaced.
    public subscript(name: String) -> String? {
        first(name) { String(decoding: $0, as: UTF8.self) }
    }

    /// The values of all fields with the name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { equalsIgnoringCase($0.name.utf8, name.utf8) }.map(\.value)
    }

    /// Every field as text, in order.
    public var fields: [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        result.reserveCapacity(count)
        var position = 0
        while let field = field(at: position) {
            result.append(
                (
                    String(decoding: storage[field.name], as: UTF8.self),
                    String(decoding: storage[field.value], as: UTF8.self)
                )
            )
            position = field.value.upperBound
        }
        return result
    }

    /// The closure's result for the bytes of the first value with the name; nil without one.
    public func first<Result>(
        _ name: String,
        _ body: (ArraySlice<UInt8>) -> Result
    ) -> Result? {
        var position = 0
        while let field = field(at: position) {
            if equalsIgnoringCase(storage[field.name], name.utf8) {
                return body(storage[field.value])
            }
            position = field.value.upperBound
        }
        return nil
    }

    mutating func reserve(_ bytes: Int) { storage.reserveCapacity(bytes) }

    mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        let nameCount = UInt16(clamping: name.count)
        let valueCount = UInt32(clamping: value.count)
        storage.append(UInt8(truncatingIfNeeded: nameCount))
        storage.append(UInt8(truncatingIfNeeded: nameCount >> 8))
        storage.append(UInt8(truncatingIfNeeded: valueCount))
        storage.append(UInt8(truncatingIfNeeded: valueCount >> 8))
        storage.append(UInt8(truncatingIfNeeded: valueCount >> 16))
        storage.append(UInt8(truncatingIfNeeded: valueCount >> 24))
        storage.append(contentsOf: name.prefix(Int(nameCount)))
        storage.append(contentsOf: value.prefix(Int(valueCount)))
        count += 1
    }

    private func field(at position: Int) -> (name: Range<Int>, value: Range<Int>)? {
        guard position + 6 <= storage.count else { return nil }
        let nameCount = Int(storage[position]) | Int(storage[position + 1]) << 8
        let valueCount =
            Int(storage[position + 2]) | Int(storage[position + 3]) << 8
            | Int(storage[position + 4]) << 16 | Int(storage[position + 5]) << 24
        let name = position + 6..<position + 6 + nameCount
        return (name, name.upperBound..<name.upperBound + valueCount)
    }
}

/// Whether two ASCII texts are equal except for case.
func equalsIgnoringCase(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var other = right.startIndex
    for byte in left {
        guard byte == right[other] || lowercased(byte) == lowercased(right[other]) else {
            return false
        }
        right.formIndex(after: &other)
    }
    return true
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (65...90).contains(byte) ? byte | 32 : byte
}
