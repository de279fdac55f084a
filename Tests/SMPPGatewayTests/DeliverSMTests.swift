import AccountsModel
import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText
import Testing

@testable import SMPPGateway

@Suite struct DeliverSMTests {
    private let at = Timestamp(seconds: 1_780_000_000)

    private func notification(
        _ status: String,
        code: Int = 0,
        text: String = "Hello",
        hasShortID: Bool = false,
        inbound: InboundMessagePayload? = nil
    ) -> Notification {
        Notification(
            id: ObjectID(high: 0x1234, low: 5),
            endpoint: NotificationEndpoint(
                project: ProjectID(1),
                token: ObjectID(high: 9, low: 1),
                channel: .smpp
            ),
            subject: ObjectID(high: 7, low: 7),
            payload: inbound.map { .inboundMessage($0) }
                ?? .messageStatus(
                    MessageStatusPayload(
                        status: status,
                        code: code,
                        clientID: nil,
                        submitted: submitted(text, hasShortID: hasShortID)
                    )
                ),
            eventAt: at + .seconds(60),
            dueAt: at
        )
    }

    private func submitted(_ text: String, hasShortID: Bool = false) -> SubmittedMessage {
        SubmittedMessage(
            origin: SMPPOrigin(
                reports: .final,
                source: AddressKind(typeOfNumber: 5, numberingPlan: 0),
                destination: AddressKind(typeOfNumber: 1, numberingPlan: 1),
                hasShortID: hasShortID
            ),
            sender: "Acme",
            recipient: "34600000000",
            at: at,
            textStart: text
        )
    }

    private func inbound(
        _ text: String,
        from: String = "+34600",
        to: String,
        status: String,
        isBinary: Bool = false
    ) -> InboundMessagePayload {
        InboundMessagePayload(
            status: status,
            clientID: nil,
            text: text,
            isBinary: isBinary,
            from: from,
            to: to
        )
    }

    private func messages(
        _ notification: Notification,
        _ version: InterfaceVersion = .v34,
        _ long: GatewayConfiguration.LongInbound = .payload
    ) -> [ShortMessage] {
        DeliverSM(version: version, longInbound: long).requests(for: notification).compactMap {
            guard case .deliverSM(let message) = $0 else { return nil }
            return message
        }
    }

    @Test(
        arguments: [
            ("delivered", "DELIVRD", MessageState.delivered, true),
            ("expired", "EXPIRED", .expired, true), ("canceled", "DELETED", .deleted, true),
            ("failed", "UNDELIV", .undeliverable, true),
            ("error", "UNDELIV", .undeliverable, true),
            ("accepted", "ACCEPTD", .accepted, false), ("unknown", "UNKNOWN", .unknown, true),
            ("rejected", "REJECTD", .rejected, true), ("sent", "ENROUTE", .enroute, false),
            ("buffered", "ENROUTE", .enroute, false),
        ]
    )
    func `a receipt tells the status in word and number`(
        status: String,
        word: String,
        state: MessageState,
        isFinal: Bool
    ) throws {
        let message = try #require(messages(notification(status, code: 3)).first)
        let text = String(decoding: message.shortMessage, as: UTF8.self)
        let delivered = status == "delivered" ? "001" : "000"
        #expect(
            text == "id:000000000000000700000007 sub:001 dlvrd:\(delivered)"
                + " submit date:2605282026 done date:2605282027 stat:\(word) err:003 text:Hello"
        )
        #expect(message.parameters.messageState == state)
        #expect(message.parameters.receiptedMessageID == "000000000000000700000007")
        #expect(message.esmClass.rawValue == (isFinal ? 0x04 : 0x20))
        #expect(message.source.digits == "34600000000")
        #expect(message.source.typeOfNumber == .international)
        #expect(message.destination.digits == "Acme")
        #expect(message.destination.typeOfNumber == .alphanumeric)
    }

    @Test func `a receipt repeats the text in the character set that it names`() throws {
        let notification = notification("delivered", text: "Mañana, 10 €")
        let message = try #require(messages(notification).first)
        #expect(message.dataCoding == 0)
        let text = try #require(DataCoding.gsm7.decode(message.shortMessage))
        #expect(text.hasSuffix(" stat:DELIVRD err:000 text:Mañana, 10 €"))
    }

    @Test func `a receipt for version 3.3 has no parameters`() throws {
        let message = try #require(messages(notification("delivered"), .v33).first)
        #expect(message.parameters.isEmpty)
    }

    @Test func `a message from a phone has plus signs and its text`() throws {
        let inbound = inbound("Baja ✋", to: "34900123456", status: "stop")
        let message = try #require(messages(notification("stop", inbound: inbound)).first)
        #expect(message.source.digits == "+34600")
        #expect(message.destination.digits == "34900123456")
        #expect(message.dataCoding == 8)
        #expect(DataCoding.utf16.decode(message.shortMessage) == "Baja ✋")
        #expect(message.esmClass.rawValue == 0)
    }

    @Test(
        arguments: [
            ("+34600000000", TypeOfNumber.international), ("24712", .networkSpecific),
            ("0600000001", .national),
        ]
    )
    func `only what is international says so`(from: String, type: TypeOfNumber) throws {
        let inbound = inbound("Hi", from: from, to: "34900123456", status: "inbound")
        let message = try #require(messages(notification("inbound", inbound: inbound)).first)
        #expect(message.source.digits == from)
        #expect(message.source.typeOfNumber == type)
    }

    @Test(arguments: [false, true])
    func `a long one comes whole in a parameter, or in parts`(isUnicode: Bool) {
        let text = String(repeating: isUnicode ? "añ✓" : "abc", count: 100)
        let inbound = inbound(text, to: "Acme", status: "inbound")
        let notification = notification("inbound", inbound: inbound)
        let coding: DataCoding = isUnicode ? .utf16 : .gsm7
        let whole = messages(notification)
        #expect(whole.count == 1)
        #expect(whole.first?.shortMessage == [])
        #expect(whole.first?.parameters.messagePayload.flatMap { coding.decode($0) } == text)
        for parts in [messages(notification, .v34, .parts), messages(notification, .v33)] {
            #expect(parts.count == (isUnicode ? 5 : 2))
            let received = parts.compactMap { part in
                ReceivedPart(
                    shortMessage: part.shortMessage,
                    hasHeader: part.esmClass.hasUserDataHeader,
                    dataCoding: coding
                )
            }
            #expect(ReceivedPart.text(of: received) == text)
            #expect(
                received.compactMap { $0.concatenation?.sequence } == Array(1...UInt8(parts.count))
            )
        }
    }

    @Test(arguments: [InterfaceVersion.v33, .v34, .v50])
    func `a receipt names the message as its answer did, over any session`(
        version: InterfaceVersion
    ) throws {
        let long = try #require(messages(notification("delivered"), version).first)
        #expect(DeliveryReceipt(long)?.messageID == ObjectID(high: 7, low: 7).description)
        let short = try #require(
            messages(notification("delivered", hasShortID: true), version).first
        )
        let id = ShortMessageID(ObjectID(high: 7, low: 7)).text
        #expect(DeliveryReceipt(short)?.messageID == id)
        #expect(id.utf8.count == 8)
    }

    @Test(arguments: [
        ("+34600000000", "+34600000000", TypeOfNumber.international),
        ("24712", "24712", .networkSpecific), ("Vodafone", "Vodafone", .alphanumeric),
        ("600000001", "600000001", .national), ("", "", .networkSpecific),
        ("A name of more than twenty letters", "A name of more than ", .alphanumeric),
    ])
    func `every sender of an inbound message has a form`(
        from: String,
        digits: String,
        type: TypeOfNumber
    ) throws {
        let inbound = inbound("Hi", from: from, to: "911", status: "inbound")
        let message = try #require(messages(notification("inbound", inbound: inbound)).first)
        #expect(message.source.digits == digits)
        #expect(message.source.typeOfNumber == type)
        #expect(throws: Never.self) { try PDU(.deliverSM(message), sequence: 1).encoded() }
    }

    @Test(arguments: [1, 140, 141, 268, 269, 2000])
    func `octets that are no text come as octets`(count: Int) {
        let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let text = octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        let inbound = inbound(text.joined(), to: "911", status: "inbound", isBinary: true)
        let notification = notification("inbound", inbound: inbound)
        let whole = messages(notification)
        #expect(whole.map(\.dataCoding) == [4])
        #expect(whole.first?.message == octets)
        let parts = messages(notification, .v33)
        #expect(parts.allSatisfy { $0.dataCoding == 4 && $0.shortMessage.count <= 140 })
        let joined = parts.flatMap { part in
            part.shortMessage.dropFirst(part.esmClass.hasUserDataHeader ? 6 : 0)
        }
        #expect(joined == octets)
    }

    @Test func `what cannot be told over SMPP makes no request`() {
        #expect(messages(notification("no such status")).isEmpty)
    }
}
