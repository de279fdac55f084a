import SMPPCodec
import SMPPSession
import SMPPTransport

/// A request that submits messages, with what is needed to answer it.
struct Submission: Sendable {
    /// The request's command, which decides the form of the answer.
    enum Form: Sendable {
        /// `submit_sm`
        case single
        /// `data_sm`
        case data
        /// `submit_multi`, to several recipients.
        case multiple([Destination])
    }

    let link: SMPPLink
    let handle: RequestHandle
    /// The client's number of the request.
    let sequence: UInt32
    let version: InterfaceVersion
    let content: ShortMessage
    let form: Form

    /// The most messages that it makes.
    var messagesCount: Int {
        guard case .multiple(let destinations) = form else { return 1 }
        return destinations.count
    }

    /// Reads a request; nil when it submits no message.
    init?(_ request: SMPPPeerRequest, over link: SMPPLink, _ version: InterfaceVersion) {
        switch request.pdu.body {
        case .submitSM(let message):
            content = message
            form = .single
        case .dataSM(let message):
            content = ShortMessage(message)
            form = .data
        case .submitMulti(let message):
            content = message.content
            form = .multiple(message.destinations)
        default: return nil
        }
        self.link = link
        self.version = version
        handle = request.handle
        sequence = request.pdu.sequence
    }

    /// The answer with the message's id, or with the reason that it was refused.
    func answer(_ result: Result<String, Refusal>) -> SMPPAnswer {
        switch (result, form) {
        case (.success(let id), .data):
            SMPPAnswer(handle, body: .dataSMResponse(MessageReference(messageID: id)))
        case (.success(let id), _):
            SMPPAnswer(handle, body: .submitSMResponse(MessageReference(messageID: id)))
        case (.failure(let refusal), _): SMPPAnswer(handle, status: refusal.status)
        }
    }

    /// The answer to a `submit_multi`: it has the id of the first message that was accepted.
    func answer(
        _ results: [Result<String, Refusal>],
        to destinations: [Destination]
    ) -> SMPPAnswer {
        var first: String?
        var unsuccessful: [UnsuccessfulDestination] = []
        for (result, destination) in zip(results, destinations) {
            switch result {
            case .success(let id): first = first ?? id
            case .failure(let refusal):
                unsuccessful.append(
                    UnsuccessfulDestination(destination.address, status: refusal.status)
                )
            }
        }
        guard let first else {
            return SMPPAnswer(
                handle,
                status: unsuccessful.first?.status ?? .invalidDestinationCount
            )
        }
        let response = SubmitMultiResponse(messageID: first, unsuccessful: unsuccessful)
        return SMPPAnswer(handle, body: .submitMultiResponse(response))
    }
}

extension Destination {
    /// The recipient; for a distribution list, none of which exist here, its name.
    var address: Address {
        switch self {
        case .address(let address): address
        case .distributionList(let name): Address(name)
        }
    }
}

extension ShortMessage {
    /// The same message as a `submit_sm`.
    fileprivate init(_ message: DataMessage) {
        self.init()
        serviceType = message.serviceType
        source = message.source
        destination = message.destination
        esmClass = message.esmClass
        registeredDelivery = message.registeredDelivery
        dataCoding = message.dataCoding
        parameters = message.parameters
    }
}
