import Essentials
import MessagingModel
import SMPPCodec
import SMSText
import Testing

@testable import SMPPCarrier

@Suite struct DeliveryReaderTests {
    private static let now = Timestamp(seconds: 1_790_000_000)

    private func read(
        _ message: ShortMessage,
        _ more: [String: String] = [:]
    ) throws -> DeliveryReader.Delivery {
        try reader(more).read(message, at: Self.now)
    }

    private func reader(_ more: [String: String]) throws -> DeliveryReader {
        let all = ["host": "smsc", "systemId": "esme"].merging(more) { _, new in new }
        let settings = CarrierSettings(id: CarrierID("op"), kind: .smpp, options: all)
        return DeliveryReader(
            try SMPPCarrierOptions(settings),
            ids: IDSource(clock: ManualClock(), process: 1)
        )
    }

    private func receipt(
        _ text: String,
        type: ESMClass.MessageType = .deliveryReceipt,
        _ more: [String: String] = [:],
        _ change: (inout Parameters) -> Void = { _ in }
    ) throws -> CarrierReceipt? {
        var message = ShortMessage(
            from: Address("34600000000", typeOfNumber: .international),
            to: Address("911"),
            Array(text.utf8),
            esmClass: ESMClass(type: type)
        )
        change(&message.parameters)
        guard case .report(let receipt) = try read(message, more), receipt.fault == nil else {
            return nil
        }
        return receipt
    }

    @Test(
        arguments: [
            ("DELIVRD", MessageStatus.delivered), ("UNDELIV", .failed), ("EXPIRED", .expired),
            ("REJECTD", .rejected), ("DELETED", .canceled), ("ACCEPTD", .accepted),
            ("ENROUTE", .buffered), ("UNKNOWN", .unknown),
        ] as [(String, MessageStatus)]
    )
    func `each state has its status`(word: String, status: MessageStatus) throws {
        let receipt = try receipt("id:a1 sub:001 dlvrd:001 stat:\(word) err:005 text:")
        #expect(receipt?.status == status)
        #expect(receipt?.reference == "a1")
        #expect(receipt?.carrierCode == "\(word):005")
    }

    @Test func `a failure on the way is not the end`() throws {
        let receipt = try receipt("id:a1 stat:UNDELIV err:001", type: .intermediateNotification)
        #expect(receipt?.status == .buffered)
    }

    @Test func `the identifier is where the operator says`() throws {
        let place: (inout Parameters) -> Void = { $0.receiptedMessageID = "b2" }
        let text = "id:a1 stat:DELIVRD err:000"
        #expect(try receipt(text, place)?.reference == "b2")
        #expect(try receipt(text, ["receiptIdFrom": "text"], place)?.reference == "a1")
        #expect(try receipt(text, ["receiptIdFrom": "tlv"], place)?.reference == "b2")
        #expect(try receipt(text, ["receiptIdFrom": "tlv"]) == nil)
    }

    private func receipt(
        _ text: String,
        _ change: (inout Parameters) -> Void
    ) throws -> CarrierReceipt? {
        try receipt(text, type: .deliveryReceipt, [:], change)
    }

    private func receipt(
        _ text: String,
        _ more: [String: String],
        _ change: (inout Parameters) -> Void = { _ in }
    ) throws -> CarrierReceipt? {
        try receipt(text, type: .deliveryReceipt, more, change)
    }

    @Test(arguments: ["", "hello", "stat:DELIVRD", "id: stat:DELIVRD", "id:a1 err:000"])
    func `what says too little is no receipt`(text: String) throws {
        #expect(try receipt(text) == nil)
    }

    @Test func `a date counts when it is not now, and not absurd`() throws {
        func at(_ text: String) throws -> Timestamp? {
            try receipt("id:a1 stat:DELIVRD done date:\(text)")?.at
        }
        let hours = Self.now - .seconds(3 * 3600)
        #expect(try at(digits(hours)) == Timestamp(seconds: hours.seconds / 60 * 60))
        #expect(try at(digits(Self.now)) == Self.now)
        #expect(try at("0101010000") == Self.now)
        #expect(try at(digits(Self.now + .seconds(7200))) == Self.now)
    }

    private func digits(_ moment: Timestamp) -> String {
        String(SMPPTime.absolute(moment).text.prefix(10))
    }

    @Test(
        arguments: [
            ("+34600000000", TypeOfNumber.unknown, "34", "+34600000000"),
            ("0034600000000", .unknown, "34", "+34600000000"),
            ("600000000", .national, "34", "+34600000000"),
            ("0612345678", .national, "33", "+33612345678"),
            ("34600000000", .international, "34", "+34600000000"),
            ("34600000000", .unknown, "", "+34600000000"),
            ("600000000", .unknown, "34", "+34600000000"),
            // A phone has one number, whatever its network calls it.
            ("5215512345678", .international, "", "+525512345678"),
            ("551181234567", .international, "", "+5511981234567"),
            // What is not international has no plus sign.
            ("24712", .networkSpecific, "34", "24712"), ("24712", .international, "", "24712"),
            ("+24712", .unknown, "", "24712"), ("600000001", .national, "", "600000001"),
            ("0600000001", .national, "", "0600000001"), ("217700", .abbreviated, "", "217700"),
            ("600000001", .unknown, "", "600000001"), ("22000", .alphanumeric, "", "22000"),
        ] as [(String, TypeOfNumber, String, String)]
    )
    func `phones have many spellings`(
        digits: String,
        type: TypeOfNumber,
        nationalPrefix: String,
        origin: String
    ) throws {
        let message = ShortMessage(
            from: Address(digits, typeOfNumber: type),
            to: Address("911"),
            Array("Hi".utf8)
        )
        let settings = nationalPrefix.isEmpty ? [:] : ["nationalPrefix": nationalPrefix]
        guard case .message(let inbound) = try read(message, settings) else {
            Issue.record("nothing came")
            return
        }
        #expect(inbound.origin.text == origin)
    }

    @Test(
        arguments: [
            ("+34600000000", TypeOfNumber.unknown, .phone(34_600_000_000)),
            ("0034600000000", .unknown, .phone(34_600_000_000)),
            ("600000000", .national, .phone(34_600_000_000)),
            ("34600000000", .international, .phone(34_600_000_000)),
            ("34600000000", .unknown, .phone(34_600_000_000)),
            ("Vodafone", .alphanumeric, .other("Vodafone")), ("Acme", .unknown, .other("Acme")),
            ("12345", .alphanumeric, .other("12345")), ("24712", .networkSpecific, .other("24712")),
            ("24712", .unknown, .other("24712")), ("24712", .abbreviated, .other("24712")),
            ("", .unknown, .other("")),
            ("1234567890123456", .international, .other("1234567890123456")),
            ("+", .international, .other("+")), ("Señal", .alphanumeric, .other("Señal")),
        ] as [(String, TypeOfNumber, InboundOrigin)]
    )
    func `a message of any sender is kept`(
        digits: String,
        type: TypeOfNumber,
        origin: InboundOrigin
    ) throws {
        for isData in [false, true] {
            var message = ShortMessage()
            message.source = Address(digits, typeOfNumber: type)
            message.destination = Address("911")
            message.shortMessage = Array("Hi".utf8)
            var data = DataMessage()
            data.source = message.source
            data.destination = message.destination
            data.parameters.messagePayload = message.shortMessage
            let delivery =
                isData
                ? try reader(["nationalPrefix": "34"]).read(data, at: Self.now)
                : try read(message, ["nationalPrefix": "34"])
            guard case .message(let inbound) = delivery else {
                Issue.record("\(delivery)")
                continue
            }
            #expect(inbound.origin == origin)
            #expect(inbound.text == "Hi")
        }
    }

    @Test(
        arguments: [
            ("hello", CarrierReceipt.Fault.withoutIdentifier, ""),
            ("stat:DELIVRD err:000 text:private", .withoutIdentifier, ""),
            ("id: stat:DELIVRD", .withoutIdentifier, ""),
            ("id:a1 stat:EXPLODED err:012 text:private", .unknownState, "a1"),
            ("id:a1 err:000", .unknownState, "a1"),
        ]
    )
    func `a receipt that cannot be used is kept with its reason`(
        text: String,
        fault: CarrierReceipt.Fault,
        reference: String
    ) throws {
        let message = ShortMessage(
            from: Address("34600000000", typeOfNumber: .international),
            to: Address("911"),
            Array(text.utf8),
            esmClass: ESMClass(type: .deliveryReceipt)
        )
        guard case .report(let receipt) = try read(message) else {
            Issue.record("no receipt")
            return
        }
        #expect(receipt.fault == fault)
        #expect(receipt.reference == reference)
        #expect(receipt.phone == "34600000000")
        #expect(!String(decoding: receipt.octets, as: UTF8.self).contains("private"))
        #expect(receipt.octets.starts(with: text.utf8.prefix(5)))
        if fault == .unknownState, text.contains("EXPLODED") {
            #expect(receipt.carrierCode == "EXPLODED:012")
        }
    }

    private func inbound(
        _ octets: [UInt8],
        _ dataCoding: UInt8,
        _ more: [String: String] = [:]
    ) throws -> InboundMessage? {
        var message = ShortMessage()
        message.source = Address("34600000000")
        message.dataCoding = dataCoding
        message.shortMessage = octets
        guard case .message(let inbound) = try read(message, more) else { return nil }
        return inbound
    }

    @Test(arguments: [UInt8(2), 4, 5, 9, 13, 14, 0x14, 0x15, 0x24, 0x30, 0xF4, 0xF5, 0xF6, 0xF7])
    func `octets that are no text are kept as they are`(dataCoding: UInt8) throws {
        let message = try inbound([0x00, 0xFF, 0x80], dataCoding)
        #expect(message?.text == "00FF80")
        #expect(message?.isBinary == true)
    }

    @Test(
        arguments: [
            (UInt8(0), [UInt8(0x00), 0x41], "@A"), (0xF0, [0x00, 0x41], "@A"),
            (0xC8, [0x1B, 0x65], "€"), (0x10, [0x41], "A"), (1, [0x41], "A"), (3, [0xE9], "é"),
            (6, [0xBF, 0xE0, 0xD8], "При"), (7, [0xF9, 0xEC], "של"), (8, [0x04, 0x1F], "П"),
            (0x18, [0x04, 0x1F], "П"), (0xE0, [0x04, 0x1F], "П"), (12, [0x41, 0xE9], "Aé"),
            (8, [0xFE, 0xFF, 0x00, 0x41], "A"), (8, [0xFF, 0xFE, 0x41, 0x00], "A"),
            (8, [0x00, 0x41, 0x42], "A\u{FFFD}"), (0, [0xC3, 0xA9], "é"), (0, [0xE9, 0x41], "éA"),
            (12, [0x00, 0x41], "0041"),
        ] as [(UInt8, [UInt8], String)]
    )
    func `each data_coding has its letters`(
        dataCoding: UInt8,
        octets: [UInt8],
        text: String
    ) throws {
        #expect(try inbound(octets, dataCoding)?.text == text)
    }

    @Test(arguments: [1, 7, 8, 15, 16, 23, 159, 160])
    func `packed septets have no letter more than was sent`(count: Int) throws {
        let text = String(repeating: "a", count: count)
        let octets = SeptetPacking.packMessage(Array(text.utf8))
        #expect(try inbound(octets, 0, ["alphabet": "gsm7packed"])?.text == text)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `no octet of a message is lost under any data_coding`(dataCoding: UInt8) throws {
        let octets = Array(UInt8(0x20)...0x7E)
        let message = try #require(try inbound(octets, dataCoding))
        switch InboundCoding(dataCoding, of: octets) {
        case .binary: #expect(message.text.utf8.count == octets.count * 2)
        case .utf16: #expect(message.text.unicodeScalars.count == (octets.count + 1) / 2)
        case .gsm7, .oneByte: #expect(message.text.unicodeScalars.count >= octets.count - 1)
        }
    }

    @Test(arguments: 0..<200)
    func `no octets trap`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var message = ShortMessage()
        message.source = Address("34600000000")
        message.esmClass = ESMClass(rawValue: UInt8.random(in: 0...255, using: &generator))
        message.dataCoding = UInt8.random(in: 0...255, using: &generator)
        message.shortMessage = (0..<Int.random(in: 0...160, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        for alphabet in ["gsm7", "gsm7packed"] {
            if case .message(let inbound) = try read(message, ["alphabet": alphabet]) {
                #expect(!inbound.text.utf8.contains(0))
            }
        }
    }
}
