/// Appends mandatory fields to a buffer.
struct FieldWriter: FieldCoder {
    var octets: [UInt8]

    mutating func octet(_ value: inout UInt8, _ field: Field) throws(EncodingFault) {
        octets.append(value)
    }

    mutating func word(_ value: inout UInt32, _ field: Field) throws(EncodingFault) {
        append(value)
    }

    mutating func append(_ word: UInt32) {
        withUnsafeBytes(of: word.bigEndian) { octets.append(contentsOf: $0) }
    }

    mutating func string(_ value: inout String, _ field: Field) throws(EncodingFault) {
        if appendPlain(value, limit: field.limit) { return }
        guard let latin1 = value.latin1 else {
            throw .unencodable(field: "\(field.name)")
        }
        guard latin1.count < field.limit else {
            throw .tooLong(field: "\(field.name)", limit: field.limit - 1)
        }
        octets.append(contentsOf: latin1)
        octets.append(0)
    }

    /// Appends a short ASCII text, the usual case; returns false for any other.
    private mutating func appendPlain(_ text: String, limit: Int) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { characters in
            guard characters.count < limit else { return false }
            let raw = UnsafeRawBufferPointer(characters)
            guard raw.isASCII, !characters.contains(0) else { return false }
            octets.append(contentsOf: raw)
            octets.append(0)
            return true
        } ?? false
    }

    mutating func octets(_ value: inout [UInt8], _ field: Field) throws(EncodingFault) {
        guard value.count <= field.limit else {
            throw .tooLong(field: "\(field.name)", limit: field.limit)
        }
        octets.append(UInt8(truncatingIfNeeded: value.count))
        octets.append(contentsOf: value)
    }

    mutating func list<Element: FieldLayout>(
        _ elements: inout [Element],
        _ field: Field
    ) throws(EncodingFault) {
        guard elements.count <= field.limit else {
            throw .tooLong(field: "\(field.name)", limit: field.limit)
        }
        octets.append(UInt8(truncatingIfNeeded: elements.count))
        for index in elements.indices { try elements[index].code(&self) }
    }

    func invalid(_ field: Field) -> EncodingFault { .unencodable(field: "\(field.name)") }
}
