extension PDU {
    /// Decodes one PDU from exactly as many octets as its header says.
    ///
    /// A ``PDUFramer`` does this for a stream; here a wrong length is a fault too.
    public init(decoding octets: some Collection<UInt8>) throws(DecodingFault) {
        let copy = Array(octets)
        self = try copy.withUnsafeBytes { PDU.decoding($0) }.get()
    }

    static func decoding(_ octets: UnsafeRawBufferPointer) -> Result<PDU, DecodingFault> {
        guard octets.count >= PDUFramer.headerLength else {
            return .failure(
                DecodingFault(
                    commandID: .genericNack,
                    sequence: 0,
                    status: .invalidCommandLength,
                    problem: .truncated(field: "command_length"),
                    offset: 0
                )
            )
        }
        let commandID = CommandID(octets.bigEndianWord(at: 4))
        let sequence = octets.bigEndianWord(at: 12)
        do throws(FieldFault) {
            guard octets.bigEndianWord(at: 0) == octets.count else {
                throw FieldFault(.invalid(field: "command_length"), .invalidCommandLength, 0)
            }
            let status = CommandStatus(octets.bigEndianWord(at: 8))
            let body = try PDUBody(
                commandID,
                decoding: octets,
                from: PDUFramer.headerLength,
                isRefusal: status != .ok && commandID.isResponse
            )
            return .success(PDU(body, status: status, sequence: sequence))
        } catch {
            return .failure(
                DecodingFault(
                    commandID: commandID,
                    sequence: sequence,
                    status: error.status,
                    problem: error.problem,
                    offset: error.offset,
                    octets: Array(octets.prefix(DecodingFault.octetsKept(of: commandID)))
                )
            )
        }
    }

    /// Appends the encoded PDU to the buffer; after a fault the buffer is unchanged.
    public func encode(into buffer: inout [UInt8]) throws(EncodingFault) {
        let start = buffer.count
        var writer = FieldWriter(octets: [])
        swap(&buffer, &writer.octets)
        defer { swap(&buffer, &writer.octets) }
        writer.append(0)
        writer.append(commandID.rawValue)
        writer.append(status.rawValue)
        writer.append(sequence)
        do throws(EncodingFault) {
            try body.encode(into: &writer, isRefusal: status != .ok)
        } catch {
            writer.octets.removeLast(writer.octets.count - start)
            throw error
        }
        writer.setLength(at: start)
    }

    /// The encoded PDU.
    public func encoded() throws(EncodingFault) -> [UInt8] {
        var octets: [UInt8] = []
        try encode(into: &octets)
        return octets
    }
}

extension FieldWriter {
    /// Writes the length of the PDU that starts at the index and ends here.
    mutating func setLength(at index: Int) {
        let length = UInt32(truncatingIfNeeded: octets.count - index)
        octets[index] = UInt8(truncatingIfNeeded: length >> 24)
        octets[index + 1] = UInt8(truncatingIfNeeded: length >> 16)
        octets[index + 2] = UInt8(truncatingIfNeeded: length >> 8)
        octets[index + 3] = UInt8(truncatingIfNeeded: length)
    }
}
