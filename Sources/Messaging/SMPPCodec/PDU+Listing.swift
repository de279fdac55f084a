extension PDU {
    /// A field in readable form.
    public struct ListedField: Hashable, Sendable {
        /// The name in the specification, such as `source_addr`.
        public let name: String

        /// The text, the number in decimal, or octets in hexadecimal.
        public let value: String
    }

    /// The mandatory fields and then the parameters, in the order of the wire.
    ///
    /// For traces and diagnostics; includes the password, which ``description`` omits.
    public var fields: [ListedField] {
        var lister = FieldLister()
        let parameters = body.list(&lister)
        return lister.fields
            + parameters.map { parameter in
                ListedField(name: parameter.tag.description, value: parameter.value.text)
            }
    }
}

extension PDU: CustomStringConvertible {
    /// The PDU in one line, without the password.
    public var description: String {
        let listed = fields.map { field in
            "\(field.name)=\(field.name == "password" ? "***" : field.value)"
        }
        return (["\(commandID)", "\(sequence)", "\(status)"] + listed).joined(separator: " ")
    }
}

extension Parameter.Value {
    fileprivate var text: String {
        switch self {
        case .integer(let number): String(number)
        case .text(let text): text
        case .octets(let octets): hexadecimal(octets)
        case .flag: ""
        }
    }
}

extension PDUBody {
    /// Lists the mandatory fields, and returns the parameters.
    fileprivate func list(_ lister: inout FieldLister) -> Parameters {
        switch self {
        case .submitSM(let fields), .deliverSM(let fields): lister.list(fields)
        case .submitSMResponse(let fields), .deliverSMResponse(let fields),
            .dataSMResponse(let fields), .broadcastSMResponse(let fields),
            .queryBroadcastSMResponse(let fields):
            lister.list(fields)
        case .bindReceiver(let fields), .bindTransmitter(let fields), .bindTransceiver(let fields):
            lister.list(fields)
        case .bindReceiverResponse(let fields), .bindTransmitterResponse(let fields),
            .bindTransceiverResponse(let fields):
            lister.list(fields)
        case .outbind(let fields): lister.list(fields)
        case .submitMulti(let fields): lister.list(fields)
        case .submitMultiResponse(let fields): lister.list(fields)
        case .dataSM(let fields): lister.list(fields)
        case .querySM(let fields), .queryBroadcastSM(let fields): lister.list(fields)
        case .querySMResponse(let fields): lister.list(fields)
        case .cancelSM(let fields): lister.list(fields)
        case .replaceSM(let fields): lister.list(fields)
        case .alertNotification(let fields): lister.list(fields)
        case .broadcastSM(let fields): lister.list(fields)
        case .cancelBroadcastSM(let fields): lister.list(fields)
        case .unknown(_, let octets): lister.list(octets)
        case .unbind, .unbindResponse, .cancelSMResponse, .replaceSMResponse, .enquireLink,
            .enquireLinkResponse, .genericNack, .cancelBroadcastSMResponse:
            Parameters()
        }
    }
}

extension FieldLister {
    fileprivate mutating func list(_ body: some BodyLayout) -> Parameters {
        var body = body
        body.code(&self)
        return body.parameters
    }

    fileprivate mutating func list(_ octets: [UInt8]) -> Parameters {
        add("octets", hexadecimal(octets))
        return Parameters()
    }
}
