import Glibc

/// Reads mandatory fields from the octets after the header.
///
/// Every access is checked against the end first; the octets outlive the reader because it is
/// used within the closure that lends them.
struct FieldReader: FieldCoder {
    private let octets: UnsafeRawBufferPointer
    private(set) var offset: Int
    /// Whether the fields are those of a response with an error.
    let isRefusal: Bool

    init(_ octets: UnsafeRawBufferPointer, from offset: Int, isRefusal: Bool = false) {
        self.octets = octets
        self.offset = offset
        self.isRefusal = isRefusal
    }

    /// The octets that are still to be read.
    var remainder: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: octets[offset...])
    }

    mutating func octet(_ value: inout UInt8, _ field: Field) throws(FieldFault) {
        guard offset < octets.count else { throw truncated(field) }
        value = octets[offset]
        offset += 1
    }

    mutating func word(_ value: inout UInt32, _ field: Field) throws(FieldFault) {
        guard octets.count - offset >= 4 else { throw truncated(field) }
        value = octets.bigEndianWord(at: offset)
        offset += 4
    }

    mutating func string(_ value: inout String, _ field: Field) throws(FieldFault) {
        guard offset < octets.count else { throw truncated(field) }
        if octets[offset] == 0 {
            value = ""
            offset += 1
            return
        }
        guard let start = octets.baseAddress?.advanced(by: offset) else { throw truncated(field) }
        let window = min(octets.count - offset, field.limit)
        guard let terminator = memchr(start, 0, window) else {
            guard window == field.limit else {
                throw FieldFault(.unterminated(field: name(field)), .invalidCommandLength, offset)
            }
            let problem = DecodingFault.Problem.tooLong(field: name(field), limit: field.limit - 1)
            throw FieldFault(problem, field.status, offset)
        }
        let count = UnsafeRawPointer(terminator) - start
        value = String(latin1: UnsafeRawBufferPointer(start: start, count: count))
        offset += count + 1
    }

    mutating func octets(_ value: inout [UInt8], _ field: Field) throws(FieldFault) {
        var length: UInt8 = 0
        try octet(&length, field)
        guard octets.count - offset >= Int(length) else {
            throw FieldFault(.truncated(field: name(field)), field.status, offset)
        }
        value = Array(octets[offset..<offset + Int(length)])
        offset += Int(length)
    }

    mutating func list<Element: FieldLayout>(
        _ elements: inout [Element],
        _ field: Field
    ) throws(FieldFault) {
        var count: UInt8 = 0
        try octet(&count, field)
        elements = []
        for _ in 0..<count {
            var element = Element()
            try element.code(&self)
            elements.append(element)
        }
    }

    func invalid(_ field: Field) -> FieldFault {
        FieldFault(.invalid(field: name(field)), field.status, offset)
    }

    private func truncated(_ field: Field) -> FieldFault {
        FieldFault(.truncated(field: name(field)), .invalidCommandLength, offset)
    }

    private func name(_ field: Field) -> String { "\(field.name)" }
}

/// A problem with a field, before its PDU is known.
struct FieldFault: Error {
    let problem: DecodingFault.Problem
    let status: CommandStatus
    let offset: Int

    init(_ problem: DecodingFault.Problem, _ status: CommandStatus, _ offset: Int) {
        self.problem = problem
        self.status = status
        self.offset = offset
    }
}
