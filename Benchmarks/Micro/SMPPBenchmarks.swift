import Essentials
import SMPPCodec

/// Reading and writing the units of a busy session.
enum SMPPBenchmarks {
    static func run(_ benchmarks: Benchmarks) throws {
        try measure(benchmarks, "submit_sm", PDU(.submitSM(message), sequence: 7))
        try measure(benchmarks, "submit_sm_resp", PDU(.submitSMResponse(reference), sequence: 7))
        try measure(benchmarks, "deliver_sm.receipt", PDU(.deliverSM(receipt), sequence: 7))
        benchmarks.measure("smpp.receipt.read") { _ = DeliveryReceipt(receipt) }
    }

    /// Cuts a unit out of a stream of 100 and writes it again, as a session does.
    private static func measure(_ benchmarks: Benchmarks, _ name: String, _ pdu: PDU) throws {
        let count = 100
        let stream = try [[UInt8]](repeating: pdu.encoded(), count: count).flatMap(\.self)
        var framer = PDUFramer()
        var output: [UInt8] = []
        try benchmarks.measure("smpp.decode.\(name)", operations: count) {
            framer.append(stream)
            while let frame = try framer.next() {
                guard case .pdu = frame else { return }
            }
        }
        try benchmarks.measure("smpp.encode.\(name)", operations: count) {
            output.removeAll(keepingCapacity: true)
            for _ in 0..<count { try pdu.encode(into: &output) }
        }
        try benchmarks.measure("smpp.decode_encode.\(name)", operations: count) {
            output.removeAll(keepingCapacity: true)
            framer.append(stream)
            while let frame = try framer.next() {
                guard case .pdu(let pdu) = frame else { return }
                try pdu.encode(into: &output)
            }
        }
    }

    private static let message = ShortMessage(
        from: Address("Heliograph", typeOfNumber: .alphanumeric),
        to: Address("34610000001", typeOfNumber: .international, numberingPlan: .isdn),
        Array("Your code is 123456. It is valid for ten minutes, on this device only.".utf8),
        registeredDelivery: RegisteredDelivery(.always)
    )

    private static let reference = MessageReference(messageID: "65f1c0de0123456789abcdef")

    private static let receipt: ShortMessage = {
        var message = SMPPBenchmarks.message
        message.esmClass = ESMClass(type: .deliveryReceipt)
        message.shortMessage =
            DeliveryReceipt(
                messageID: reference.messageID,
                state: .delivered,
                submitDate: .init(seconds: 1_780_000_000),
                doneDate: .init(seconds: 1_780_000_005),
                text: "Your code is 123456. It is"
            ).shortMessage
        message.parameters.receiptedMessageID = reference.messageID
        message.parameters.messageState = .delivered
        return message
    }()
}
