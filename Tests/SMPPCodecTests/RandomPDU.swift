import Essentials
import SMPPCodec

/// Units with random fields within the limits of the wire.
struct RandomPDU {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Whether units keep to what libsmpp34 knows of SMPP 3.4.
    var isLibSMPP34 = false

    /// The number of kinds that ``body(_:)`` knows.
    static let kindCount = 34

    mutating func next() -> PDU {
        next(kind: Int.random(in: 0..<Self.kindCount, using: &generator))
    }

    mutating func next(kind: Int) -> PDU {
        let body = body(kind)
        let isRefusal =
            !isLibSMPP34 && body.isResponse && Int.random(in: 0..<4, using: &generator) == 0
        return PDU(
            body,
            status: isRefusal ? CommandStatus(rawValue: number()) : .ok,
            sequence: number()
        )
    }

    private mutating func body(_ kind: Int) -> PDUBody {
        switch kind {
        case 0: .bindReceiver(bind())
        case 1: .bindReceiverResponse(bindResponse())
        case 2: .bindTransmitter(bind())
        case 3: .bindTransmitterResponse(bindResponse())
        case 4: .bindTransceiver(bind())
        case 5: .bindTransceiverResponse(bindResponse())
        case 6: .outbind(Outbind(systemID: text(15), password: text(8)))
        case 7: .unbind
        case 8: .unbindResponse
        case 9: .submitSM(message())
        case 10: .submitSMResponse(reference())
        case 11: .submitMulti(multi())
        case 12: .submitMultiResponse(multiResponse())
        case 13: .deliverSM(message(hasTimes: !isLibSMPP34))
        case 14: .deliverSMResponse(isLibSMPP34 ? MessageReference() : reference())
        case 15: .dataSM(dataMessage())
        case 16: .dataSMResponse(reference())
        default: rareBody(kind)
        }
    }

    private mutating func rareBody(_ kind: Int) -> PDUBody {
        switch kind {
        case 17: .querySM(query())
        case 18: .querySMResponse(queryResponse())
        case 19: .cancelSM(cancellation())
        case 20: .cancelSMResponse
        case 21: .replaceSM(replacement())
        case 22: .replaceSMResponse
        case 23: .enquireLink
        case 24: .enquireLinkResponse
        case 25: .alertNotification(alert())
        case 26: .genericNack
        case 27: .broadcastSM(broadcast())
        case 28: .broadcastSMResponse(reference())
        case 29: .queryBroadcastSM(query())
        case 30: .queryBroadcastSMResponse(reference())
        case 31: .cancelBroadcastSM(broadcastCancellation())
        case 32: .cancelBroadcastSMResponse
        default: .unknown(commandID: CommandID(rawValue: 0x0001_0200), octets(0...300))
        }
    }
}

// MARK: Values

extension RandomPDU {
    mutating func number() -> UInt32 { .random(in: 1...0x7FFF_FFFF, using: &generator) }
    mutating func octet() -> UInt8 { .random(in: 0...255, using: &generator) }
    mutating func flag() -> Bool { .random(using: &generator) }

    mutating func octets(_ counts: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: counts, using: &generator)).map { _ in octet() }
    }

    /// Text of at most so many characters: mostly digits, sometimes letters beyond ASCII.
    mutating func text(_ limit: Int) -> String {
        let isPlain = isLibSMPP34 || Int.random(in: 0..<4, using: &generator) > 0
        let range: ClosedRange<UInt8> = isPlain ? 48...57 : 1...255
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...limit, using: &generator) {
            scalars.append(Unicode.Scalar(UInt8.random(in: range, using: &generator)))
        }
        return String(scalars)
    }

    mutating func address(_ limit: Int = 20) -> Address {
        Address(
            text(limit),
            typeOfNumber: TypeOfNumber(rawValue: isLibSMPP34 ? octet() % 7 : octet()),
            numberingPlan: NumberingPlanIndicator(rawValue: isLibSMPP34 ? plainPlan() : octet())
        )
    }

    /// A time field: empty for the most part.
    mutating func time() -> String {
        flag()
            ? ""
            : SMPPTime(after: .seconds(Int.random(in: 0...90_000, using: &generator)))?.text ?? ""
    }

    mutating func parameters() -> Parameters {
        var parameters = Parameters()
        guard !isLibSMPP34, flag() else { return parameters }
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let isKnown = flag()
            let tag =
                isKnown
                ? ParameterTag.all.randomElement(using: &generator) ?? .messagePayload
                : ParameterTag(rawValue: UInt16.random(in: 0...0xFFFF, using: &generator))
            parameters.append(tag, octets(0...40))
        }
        return parameters
    }
}

// MARK: Bodies

extension RandomPDU {
    mutating func bind() -> Bind {
        var bind = Bind(
            systemID: text(15),
            password: text(8),
            systemType: text(12),
            interfaceVersion: isLibSMPP34 ? 0x34 : octet(),
            addressRange: address(40)
        )
        bind.parameters = parameters()
        return bind
    }

    mutating func bindResponse() -> BindResponse {
        BindResponse(systemID: text(15), parameters: parameters())
    }

    mutating func reference() -> MessageReference {
        MessageReference(messageID: text(64), parameters: parameters())
    }

    mutating func message(hasTimes: Bool = true) -> ShortMessage {
        var message = ShortMessage(
            from: address(),
            to: address(),
            isLibSMPP34 ? Array(text(254).utf8) : octets(0...255),
            dataCoding: octet(),
            esmClass: ESMClass(rawValue: octet()),
            registeredDelivery: RegisteredDelivery(rawValue: octet())
        )
        message.serviceType = text(5)
        message.protocolID = octet()
        message.priority = octet()
        message.scheduleDeliveryTime = hasTimes ? time() : ""
        message.validityPeriod = hasTimes ? time() : ""
        message.replaceIfPresent = flag()
        message.defaultMessageID = octet()
        message.parameters = isLibSMPP34 ? plainParameters() : parameters()
        return message
    }

    mutating func multi() -> SubmitMulti {
        let count = Int.random(in: 0...(isLibSMPP34 ? 3 : 255), using: &generator)
        return SubmitMulti(
            message(),
            to: (0..<count).map { _ in
                flag() ? .address(address()) : .distributionList(text(20))
            }
        )
    }

    mutating func multiResponse() -> SubmitMultiResponse {
        let count = Int.random(in: 0...(isLibSMPP34 ? 3 : 20), using: &generator)
        var response = SubmitMultiResponse(
            messageID: text(64),
            unsuccessful: (0..<count).map { _ in
                UnsuccessfulDestination(address(), status: CommandStatus(rawValue: number()))
            }
        )
        response.parameters = parameters()
        return response
    }

    mutating func dataMessage() -> DataMessage {
        var message = DataMessage()
        message.serviceType = text(5)
        message.source = address(isLibSMPP34 ? 20 : 64)
        message.destination = address(64)
        message.esmClass = ESMClass(rawValue: octet())
        message.registeredDelivery = RegisteredDelivery(rawValue: octet())
        message.dataCoding = octet()
        message.parameters = isLibSMPP34 ? plainParameters() : parameters()
        return message
    }

    mutating func query() -> MessageQuery {
        var query = MessageQuery(messageID: text(64), source: address())
        query.parameters = parameters()
        return query
    }

    mutating func queryResponse() -> MessageQueryResponse {
        var response = MessageQueryResponse()
        response.messageID = text(64)
        response.finalDate = time()
        response.messageState = octet()
        response.errorCode = octet()
        response.parameters = parameters()
        return response
    }

    mutating func cancellation() -> MessageCancellation {
        var cancellation = MessageCancellation()
        cancellation.serviceType = text(5)
        cancellation.messageID = text(64)
        cancellation.source = address()
        cancellation.destination = address()
        cancellation.parameters = parameters()
        return cancellation
    }

    mutating func replacement() -> MessageReplacement {
        var replacement = MessageReplacement()
        replacement.messageID = text(64)
        replacement.source = address()
        replacement.scheduleDeliveryTime = time()
        replacement.validityPeriod = time()
        replacement.registeredDelivery = RegisteredDelivery(rawValue: octet())
        replacement.defaultMessageID = octet()
        replacement.shortMessage = isLibSMPP34 ? Array(text(254).utf8) : octets(0...255)
        replacement.parameters = parameters()
        return replacement
    }

    mutating func alert() -> AlertNotification {
        var alert = AlertNotification()
        alert.source = address(64)
        alert.esme = address(64)
        alert.parameters = parameters()
        return alert
    }

    mutating func broadcast() -> BroadcastMessage {
        var broadcast = BroadcastMessage()
        broadcast.serviceType = text(5)
        broadcast.source = address()
        broadcast.messageID = text(64)
        broadcast.priority = octet()
        broadcast.scheduleDeliveryTime = time()
        broadcast.validityPeriod = time()
        broadcast.replaceIfPresent = flag()
        broadcast.dataCoding = octet()
        broadcast.defaultMessageID = octet()
        broadcast.parameters = parameters()
        return broadcast
    }

    mutating func broadcastCancellation() -> BroadcastCancellation {
        var cancellation = BroadcastCancellation()
        cancellation.serviceType = text(5)
        cancellation.messageID = text(64)
        cancellation.source = address()
        cancellation.parameters = parameters()
        return cancellation
    }
}
