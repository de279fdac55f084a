import Essentials
import SMPPCodec
import Testing

@Suite struct DeliveryReceiptTests {
    @Test func `a receipt has the words of the specification`() {
        let receipt = DeliveryReceipt(
            messageID: "65f1c0de0123456789abcdef",
            state: .delivered,
            submitDate: moment("2026-11-21T00:15:30Z"),
            doneDate: moment("2026-11-21T00:16:31Z"),
            text: "Tu código es 123456, válido hoy"
        )
        #expect(
            String(decoding: receipt.shortMessage, as: UTF8.self)
                == "id:65f1c0de0123456789abcdef sub:001 dlvrd:001 submit date:2611210015 "
                + "done date:2611210016 stat:DELIVRD err:000 text:Tu c?digo es 123456,"
        )
    }

    @Test(arguments: MessageState.allCases)
    func `a receipt is read as it was written`(state: MessageState) {
        let written = DeliveryReceipt(
            messageID: "a1",
            state: state,
            submitDate: moment("2026-02-28T23:59:00Z"),
            doneDate: moment("2026-03-01T00:00:00Z"),
            error: "034",
            text: "id:not this stat:nor"
        )
        let read = DeliveryReceipt(text: String(decoding: written.shortMessage, as: UTF8.self))
        #expect(read == written)
    }

    @Test(arguments: ReceiptFixture.all)
    func `every dialect is understood`(fixture: ReceiptFixture) throws {
        let receipt = try #require(DeliveryReceipt(text: fixture.text))
        #expect(receipt.messageID == fixture.messageID)
        #expect(receipt.state == fixture.state)
        #expect(receipt.error == fixture.error)
        #expect(receipt.doneDate == fixture.doneDate.map(moment))
        #expect(receipt.text == fixture.message)
    }

    @Test(arguments: ["", "Hello", "STOP", "call me at 10:30", "video:4 subject:x"])
    func `what is not a receipt is none`(text: String) {
        #expect(DeliveryReceipt(text: text) == nil)
    }

    @Test func `parameters say it with more authority than the text`() throws {
        var message = ShortMessage()
        message.shortMessage = Array("id:123 stat:ENROUTE err:".utf8)
        message.parameters.receiptedMessageID = "7B"
        message.parameters.messageState = .expired
        message.parameters.networkErrorCode = NetworkErrorCode(code: 27)
        let receipt = try #require(DeliveryReceipt(message))
        #expect(receipt.messageID == "7B")
        #expect(receipt.state == .expired)
        #expect(receipt.error == "27")
        var data = DataMessage()
        data.parameters.receiptedMessageID = "7B"
        #expect(DeliveryReceipt(data)?.messageID == "7B")
        #expect(DeliveryReceipt(data)?.state == nil)
        #expect(DeliveryReceipt(DataMessage()) == nil)
    }

    @Test func `a receipt in UTF-16 is read`() {
        var message = ShortMessage()
        message.dataCoding = 8
        message.shortMessage = "id:9 stat:DELIVRD".utf16.flatMap {
            [UInt8($0 >> 8), UInt8($0 & 255)]
        }
        #expect(DeliveryReceipt(message)?.messageID == "9")
    }

    /// The octets of a receipt in every form that message centres use.
    private static func spellings(of text: String) -> [[UInt8]] {
        let ascii = Array(text.utf8)
        let high = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 255)] }
        let low = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 255), UInt8(unit >> 8)] }
        let marked: [[UInt8]] = [[0xFE, 0xFF] + high, [0xFF, 0xFE] + low]
        return [ascii, ascii + [0], ascii + [0x20], high, low, [0xEF, 0xBB, 0xBF] + ascii] + marked
    }

    private static let coded = "id:9 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Hi"

    @Test(arguments: [UInt8(0), 1, 2, 3, 4, 8, 0x10, 0xF5])
    func `the octets of a receipt decide how it is read, not its data_coding`(coding: UInt8) {
        for octets in Self.spellings(of: Self.coded) {
            var message = ShortMessage()
            message.dataCoding = coding
            message.shortMessage = octets
            #expect(DeliveryReceipt(message)?.messageID == "9", "\(octets)")
            #expect(DeliveryReceipt(message)?.state == .delivered, "\(octets)")
            var data = DataMessage()
            data.dataCoding = coding
            data.parameters.messagePayload = octets
            #expect(DeliveryReceipt(data)?.messageID == "9", "\(octets)")
        }
    }

    @Test(arguments: 0..<500)
    func `any octets are read as a receipt or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var octets = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        if seed.isMultiple(of: 2) { octets += Array("id:1 stat:DELIVRD".utf8) }
        let receipt = DeliveryReceipt(octets: octets)
        #expect(receipt == nil || receipt?.messageID != nil || receipt?.state != nil)
    }

    @Test func `dates are in the time zone of the message centre`() {
        let receipt = DeliveryReceipt(
            text: "id:1 done date:2611210115 stat:DELIVRD",
            utcOffset: .seconds(3600)
        )
        #expect(receipt?.doneDate == moment("2026-11-21T00:15:00Z"))
    }

    @Test func `any text is read or refused`() {
        var generator = SeededGenerator(seed: 1)
        let pieces = [
            "id:", "sub:", "stat:", "text:", "err:", "done date:", "submit date", ":", " ", "_",
            "DELIVRD", "2611210015", "é", "\0", "000000000000000+", "-1", "99999999999999999999",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...30, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let receipt = DeliveryReceipt(text: text) else { continue }
            #expect(receipt.messageID != nil || receipt.state != nil)
            #expect(!receipt.shortMessage.isEmpty)
        }
    }
}

/// The moment of the text, which must be one.
func moment(_ text: String) -> Timestamp {
    guard let moment = Timestamp(iso8601: text) else { preconditionFailure("\(text) is no time") }
    return moment
}
