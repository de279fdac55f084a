import Essentials
import SMPPCodec

/// Reads any stream, whole and in two pieces; what is read must survive being written.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = frames([octets[...]])
    let middle = Int(octets.first ?? 0) % (octets.count + 1)
    precondition(
        frames([octets[..<middle], octets[middle...]]) == whole,
        "a split changes nothing"
    )
    for frame in whole {
        switch frame {
        case .pdu(let pdu): check(pdu)
        case .fault(let fault):
            precondition(fault.answer == nil || fault.answer?.sequence == fault.sequence)
            precondition(!fault.description.isEmpty)
        }
    }
    readReceipt(octets)
    return 0
}

/// What a framer makes of the pieces, up to a length that no unit may have.
private func frames(_ pieces: [ArraySlice<UInt8>]) -> [PDUFramer.Frame] {
    var framer = PDUFramer(limit: 2048)
    var frames: [PDUFramer.Frame] = []
    for piece in pieces {
        framer.append(piece)
        do {
            while let frame = try framer.next() { frames.append(frame) }
        } catch {
            return frames
        }
        precondition(framer.pendingCount < framer.limit, "less than a unit waits")
    }
    return frames
}

private func check(_ pdu: PDU) {
    guard let octets = try? pdu.encoded(), let again = try? PDU(decoding: octets) else {
        preconditionFailure("what is read can be written and read again")
    }
    precondition(again == pdu, "a unit survives the wire")
    precondition(pdu.response().body.isResponse)
    precondition(!pdu.description.isEmpty)
    switch pdu.body {
    case .submitSM(let message), .deliverSM(let message):
        _ = message.message
        _ = DeliveryReceipt(message)
        readTime(message.scheduleDeliveryTime)
        readTime(message.validityPeriod)
    case .dataSM(let message): _ = DeliveryReceipt(message)
    default: break
    }
}

private func readTime(_ text: String) {
    guard let time = SMPPTime(text) else { return }
    guard let again = SMPPTime(time.text) else { preconditionFailure("a time survives its text") }
    _ = time.timestamp(from: Timestamp(seconds: 1_770_000_000))
    // A moment of another zone can lie outside the century that the text can tell.
    if case .relative = time { precondition(again == time) }
}

private func readReceipt(_ octets: [UInt8]) {
    let text = String(decoding: octets, as: UTF8.self)
    guard let receipt = DeliveryReceipt(text: text) else { return }
    precondition(receipt.messageID != nil || receipt.state != nil)
    precondition(!receipt.shortMessage.isEmpty)
    let dialect = MessageIDDialect(submitted: .hexadecimal, receipted: .loose)
    _ = dialect.key(submitted: receipt.messageID ?? "")
    _ = dialect.key(receipted: receipt.messageID ?? "")
}
