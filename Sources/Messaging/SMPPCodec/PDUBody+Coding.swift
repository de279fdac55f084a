extension PDUBody {
    /// Decodes the fields after the header.
    ///
    /// The status of a refusal is what counts, so nothing after its header makes it unreadable.
    init(
        _ commandID: CommandID,
        decoding octets: UnsafeRawBufferPointer,
        from offset: Int,
        isRefusal: Bool
    ) throws(FieldFault) {
        var reader = FieldReader(octets, from: offset, isRefusal: isRefusal)
        switch commandID {
        case .submitSM: self = .submitSM(try reader.body())
        case .submitSMResponse: self = .submitSMResponse(try reader.answer())
        case .deliverSM: self = .deliverSM(try reader.body())
        case .deliverSMResponse: self = .deliverSMResponse(try reader.answer())
        case .enquireLink: self = try reader.empty(.enquireLink)
        case .enquireLinkResponse: self = try reader.empty(.enquireLinkResponse)
        case .dataSM: self = .dataSM(try reader.body())
        case .dataSMResponse: self = .dataSMResponse(try reader.answer())
        case .submitMulti: self = .submitMulti(try reader.body())
        case .submitMultiResponse: self = .submitMultiResponse(try reader.answer())
        case .genericNack: self = try reader.empty(.genericNack)
        default: self = try PDUBody(rare: commandID, &reader)
        }
    }

    /// Decodes the fields of the less frequent commands.
    private init(rare commandID: CommandID, _ reader: inout FieldReader) throws(FieldFault) {
        switch commandID {
        case .bindReceiver: self = .bindReceiver(try reader.body())
        case .bindReceiverResponse: self = .bindReceiverResponse(try reader.answer())
        case .bindTransmitter: self = .bindTransmitter(try reader.body())
        case .bindTransmitterResponse: self = .bindTransmitterResponse(try reader.answer())
        case .bindTransceiver: self = .bindTransceiver(try reader.body())
        case .bindTransceiverResponse: self = .bindTransceiverResponse(try reader.answer())
        case .outbind: self = .outbind(try reader.body())
        case .unbind: self = try reader.empty(.unbind)
        case .unbindResponse: self = try reader.empty(.unbindResponse)
        case .querySM: self = .querySM(try reader.body())
        case .querySMResponse: self = .querySMResponse(try reader.answer())
        case .cancelSM: self = .cancelSM(try reader.body())
        case .cancelSMResponse: self = try reader.empty(.cancelSMResponse)
        case .replaceSM: self = .replaceSM(try reader.body())
        case .replaceSMResponse: self = try reader.empty(.replaceSMResponse)
        case .alertNotification: self = .alertNotification(try reader.body())
        case .broadcastSM: self = .broadcastSM(try reader.body())
        case .broadcastSMResponse: self = .broadcastSMResponse(try reader.answer())
        case .queryBroadcastSM: self = .queryBroadcastSM(try reader.body())
        case .queryBroadcastSMResponse: self = .queryBroadcastSMResponse(try reader.answer())
        case .cancelBroadcastSM: self = .cancelBroadcastSM(try reader.body())
        case .cancelBroadcastSMResponse: self = try reader.empty(.cancelBroadcastSMResponse)
        default: self = .unknown(commandID: commandID, Array(reader.remainder))
        }
    }

    /// Encodes the fields.
    func encode(into writer: inout FieldWriter, isRefusal: Bool) throws(EncodingFault) {
        switch self {
        case .submitSM(let fields), .deliverSM(let fields): try writer.body(fields)
        case .submitSMResponse(let fields), .deliverSMResponse(let fields),
            .dataSMResponse(let fields), .broadcastSMResponse(let fields),
            .queryBroadcastSMResponse(let fields):
            try writer.answer(fields, isRefusal: isRefusal)
        case .bindReceiver(let fields), .bindTransmitter(let fields), .bindTransceiver(let fields):
            try writer.body(fields)
        case .bindReceiverResponse(let fields), .bindTransmitterResponse(let fields),
            .bindTransceiverResponse(let fields):
            try writer.answer(fields, isRefusal: isRefusal)
        case .outbind(let fields): try writer.body(fields)
        case .submitMulti(let fields): try writer.body(fields)
        case .submitMultiResponse(let fields): try writer.answer(fields, isRefusal: isRefusal)
        case .dataSM(let fields): try writer.body(fields)
        case .querySM(let fields), .queryBroadcastSM(let fields): try writer.body(fields)
        case .querySMResponse(let fields): try writer.answer(fields, isRefusal: isRefusal)
        case .cancelSM(let fields): try writer.body(fields)
        case .replaceSM(let fields): try writer.body(fields)
        case .alertNotification(let fields): try writer.body(fields)
        case .broadcastSM(let fields): try writer.body(fields)
        case .cancelBroadcastSM(let fields): try writer.body(fields)
        case .unknown(_, let octets): writer.octets.append(contentsOf: octets)
        case .unbind, .unbindResponse, .cancelSMResponse, .replaceSMResponse, .enquireLink,
            .enquireLinkResponse, .genericNack, .cancelBroadcastSMResponse:
            break
        }
    }
}

extension FieldReader {
    mutating func body<Body: BodyLayout>() throws(FieldFault) -> Body {
        var body = Body()
        try body.code(&self)
        guard let parameters = Parameters(remainder) else { throw malformedParameters }
        body.parameters = parameters
        return body
    }

    /// A response with an error comes without its fields (SMPP 3.4, 4.4.2), and some peers send
    /// none with a success either.
    ///
    /// Other peers send an error with all fields, with parameters only, or with octets that mean
    /// nothing: what can be read is kept.
    mutating func answer<Body: BodyLayout>() throws(FieldFault) -> Body {
        if remainder.isEmpty { return Body() }
        guard isRefusal else { return try body() }
        let start = self
        do throws(FieldFault) { return try body() } catch { self = start }
        var bare = Body()
        bare.parameters = Parameters(remainder) ?? Parameters()
        return bare
    }

    /// Parameters after a command without fields are checked and dropped; in a response, which
    /// needs no more than its header, they are dropped as they are.
    func empty(_ body: PDUBody) throws(FieldFault) -> PDUBody {
        guard body.isResponse || Parameters(remainder) != nil else { throw malformedParameters }
        return body
    }

    private var malformedParameters: FieldFault {
        FieldFault(.malformedParameters, .invalidParameterStream, offset)
    }
}

extension FieldWriter {
    mutating func body<Body: BodyLayout>(_ body: Body) throws(EncodingFault) {
        var body = body
        try body.code(&self)
        try body.parameters.append(to: &octets)
    }

    mutating func answer<Body: BodyLayout>(
        _ body: Body,
        isRefusal: Bool
    ) throws(EncodingFault) {
        if isRefusal, body == Body() { return }
        try self.body(body)
    }
}
