/// The optional parameters of a PDU (tag, length, value), in the order of the wire.
///
/// They are decoded on access; unknown and repeated ones keep their places.
/// Source: SMPP 3.4, 3.2.4 and 5.3; SMPP 5.0, 4.8.
public struct Parameters: Sendable, Hashable {
    private var octets: [UInt8] = []

    /// The tag of a value that could not be encoded; it makes encoding fail.
    private var unencodable: ParameterTag?

    /// Creates an empty list.
    public init() {}

    /// Reads encoded parameters; nil if their lengths do not add up.
    init?(_ source: UnsafeRawBufferPointer) {
        guard !source.isEmpty else { return }
        var offset = 0
        while offset < source.count {
            guard source.count - offset >= 4 else { return nil }
            offset += 4 + source.bigEndianHalf(at: offset + 2)
        }
        guard offset == source.count else { return nil }
        octets = Array(source)
    }

    /// Whether there are none.
    public var isEmpty: Bool { octets.isEmpty }

    /// The value of the first parameter with the tag; set it to replace it, or to nil to remove
    /// all.
    public subscript(tag: ParameterTag) -> [UInt8]? {
        get { first(tag).map { Array(octets[$0]) } }
        set {
            guard let newValue else { return removeAll(tag) }
            guard newValue.count <= 0xFFFF else {
                unencodable = tag
                return
            }
            if unencodable == tag { unencodable = nil }
            guard let range = first(tag) else { return append(tag, newValue) }
            octets.replaceSubrange(
                range.lowerBound - 4..<range.upperBound,
                with: Parameters.wire(tag, newValue)
            )
        }
    }

    /// Appends a parameter, even if there is one with the same tag.
    public mutating func append(_ tag: ParameterTag, _ value: [UInt8]) {
        guard value.count <= 0xFFFF else {
            unencodable = tag
            return
        }
        octets.append(contentsOf: Parameters.wire(tag, value))
    }

    /// Removes every parameter with the tag.
    public mutating func removeAll(_ tag: ParameterTag) {
        if unencodable == tag { unencodable = nil }
        guard first(tag) != nil else { return }
        let others = filter { $0.tag != tag }
        octets.removeAll(keepingCapacity: true)
        for parameter in others { append(parameter.tag, parameter.octets) }
    }

    /// Marks the tag as one whose value cannot be encoded.
    mutating func refuse(_ tag: ParameterTag) { unencodable = tag }

    /// Appends the encoded parameters to the buffer.
    func append(to buffer: inout [UInt8]) throws(EncodingFault) {
        if let unencodable { throw .unencodable(field: "\(unencodable)") }
        if !octets.isEmpty { buffer.append(contentsOf: octets) }
    }

    /// The position of the value of the first parameter with the tag.
    private func first(_ tag: ParameterTag) -> Range<Int>? {
        guard !octets.isEmpty else { return nil }
        return octets.withUnsafeBytes { source in
            var offset = 0
            while source.count - offset >= 4 {
                let length = source.bigEndianHalf(at: offset + 2)
                if source.bigEndianHalf(at: offset) == tag.rawValue {
                    return offset + 4..<offset + 4 + length
                }
                offset += 4 + length
            }
            return nil
        }
    }

    private static func wire(_ tag: ParameterTag, _ value: [UInt8]) -> [UInt8] {
        let head = [tag.rawValue, UInt16(truncatingIfNeeded: value.count)]
        return head.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } + value
    }
}

extension Parameters: Sequence {
    /// Iterates over the parameters in the order of the wire.
    public func makeIterator() -> some IteratorProtocol<Parameter> {
        var offset = 0
        return AnyIterator {
            guard octets.count - offset >= 4 else { return nil }
            let tag = UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1])
            let length = Int(octets[offset + 2]) << 8 | Int(octets[offset + 3])
            let value = octets[offset + 4..<offset + 4 + length]
            offset += 4 + length
            return Parameter(ParameterTag(rawValue: tag), Array(value))
        }
    }
}
