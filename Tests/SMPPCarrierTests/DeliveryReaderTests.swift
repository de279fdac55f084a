import Essentials
import MessagingModel
import SMPPCodec
import Testing

@testable import SMPPCarrier

@Suite struct DeliveryReaderTests {
    private static let now = Timestamp(seconds: 1_790_000_000)

    private func read(
        _ message: ShortMessage,
        _ more: [String: String] = [:]
    ) throws -> DeliveryReader.Delivery {
        let all = ["host": "smsc", "systemId": "esme"].merging(more) { _, new in new }
        let settings = CarrierSettings(id: CarrierID("op"), kind: .smpp, options: all)
        let reader = DeliveryReader(
            try SMPPCarrierOptions(settings),
            ids: IDSource(clock: ManualClock(), process: 1)
        )
        return reader.read(message, at: Self.now)
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
        guard case .receipt(let receipt) = try read(message, more) else { return nil }
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
            ("Acme", .alphanumeric, "34", nil), ("", .unknown, "34", nil),
        ] as [(String, TypeOfNumber, String, String?)]
    )
    func `phones have many spellings`(
        digits: String,
        type: TypeOfNumber,
        nationalPrefix: String,
        origin: String?
    ) throws {
        let message = ShortMessage(
            from: Address(digits, typeOfNumber: type),
            to: Address("911"),
            Array("Hi".utf8)
        )
        let settings = nationalPrefix.isEmpty ? [:] : ["nationalPrefix": nationalPrefix]
        let delivery = try read(message, settings)
        if case .inbound(let inbound) = delivery {
            #expect(inbound.origin.text == origin)
            #expect(inbound.text == "Hi")
        } else {
            #expect(origin == nil)
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
            if case .inbound(let inbound) = try read(message, ["alphabet": alphabet]) {
                #expect(!inbound.text.utf8.contains(0))
            }
        }
    }
}
