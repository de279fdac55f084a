import SMSText

/// Composes any text and takes any octets apart; every promise of the API is checked.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: octets, as: UTF8.self)
    compose(text, allowUnicode: true)
    compose(text, allowUnicode: false)
    receive(octets)
    _ = SMSCount.withShiftTables(text)
    if let sender = try? SenderAddress(text) {
        precondition((3...16).contains(sender.text.unicodeScalars.count))
    }
    return 0
}

private func compose(_ text: String, allowUnicode: Bool) {
    let message: SMSComposition
    do {
        message = try SMSComposer.compose(text: text, allowUnicode: allowUnicode, limit: 255)
    } catch {
        precondition(!error.message.isEmpty)
        return
    }
    let parts = message.parts(reference: 7)
    precondition(parts.count == message.partsCount, "as many parts as counted")
    precondition(allowUnicode || message.encoding != .utf16, "no Unicode unless allowed")
    precondition(message.encoding == SMSCount(message.deliveredText).encoding)
    var units = 0
    for part in parts {
        let isUTF16 = part.dataCoding == .utf16
        let room = isUTF16 ? 140 : (part.userDataHeader.isEmpty ? 160 : 153 + 6)
        precondition(part.userData.count <= room, "a part fits the air interface")
        precondition(part.dataCoding.decode(part.payload) != nil, "a part is whole")
        precondition(isUTF16 || part.payload.last != GSM7Alphabet.escape, "no pair is cut")
        units += part.payload.count / (isUTF16 ? 2 : 1)
    }
    precondition(units == message.charactersCount, "the parts hold what was counted")
    let received = parts.compactMap {
        ReceivedPart(
            shortMessage: $0.userData,
            hasHeader: !$0.userDataHeader.isEmpty,
            dataCoding: $0.dataCoding
        )
    }
    precondition(ReceivedPart.text(of: received) == message.deliveredText, "the text comes back")
}

private func receive(_ octets: [UInt8]) {
    for coding in DataCoding.allCases {
        for hasHeader in [true, false] {
            let part = ReceivedPart(shortMessage: octets, hasHeader: hasHeader, dataCoding: coding)
            _ = part.flatMap { ReceivedPart.text(of: [$0]) }
        }
    }
    let septets = octets.map { $0 & 0x7F }
    for fillBits in 0..<7 {
        let packed = SeptetPacking.pack(septets, fillBits: fillBits)
        let unpacked = SeptetPacking.unpack(packed, count: septets.count, fillBits: fillBits)
        precondition(unpacked == septets, "septets survive packing")
    }
    if let text = GSM7Alphabet.decode(octets) {
        precondition(GSM7Alphabet.encode(text) != nil, "what is read can be written")
    }
}
