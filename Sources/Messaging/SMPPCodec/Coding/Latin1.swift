extension String {
    /// The text of C-octet strings: ASCII by the specification, so any higher octet is read as
    /// ISO-8859-1, which loses nothing.
    ///
    /// Source: SMPP 3.4, 3.1.
    init(latin1 octets: UnsafeRawBufferPointer) {
        if octets.isASCII {
            self.init(decoding: octets, as: UTF8.self)
        } else {
            var scalars = String.UnicodeScalarView()
            for octet in octets { scalars.append(Unicode.Scalar(octet)) }
            self.init(scalars)
        }
    }

    /// The text of octets, read as ISO-8859-1.
    init(latin1 octets: some Sequence<UInt8>) {
        let copy = Array(octets)
        self = copy.withUnsafeBytes { String(latin1: $0) }
    }

    /// The octets of a C-octet string without terminator; nil if a character is not allowed there.
    var latin1: [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            guard (1...0xFF).contains(scalar.value) else { return nil }
            octets.append(UInt8(scalar.value))
        }
        return octets
    }
}

extension UnsafeRawBufferPointer {
    /// Whether no octet has its highest bit set.
    var isASCII: Bool {
        var index = 0
        while count - index >= 8 {
            let word = loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { return false }
            index += 8
        }
        while index < count {
            guard self[index] < 0x80 else { return false }
            index += 1
        }
        return true
    }

    func bigEndianWord(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func bigEndianHalf(at offset: Int) -> Int {
        Int(UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }
}
