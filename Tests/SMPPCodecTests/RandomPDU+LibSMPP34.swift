import SMPPCodec

/// What libsmpp34 knows: fewer units, parameters in some of them only, and printable text.
///
/// Payloads are short and destinations few, because its trace has fixed buffers and no checks.
extension RandomPDU {
    /// The kinds of units that libsmpp34 knows.
    static let kindsOfLibSMPP34 = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
        25,
        26,
    ]

    /// Parameters of which libsmpp34 knows the type in messages.
    mutating func plainParameters() -> Parameters {
        var parameters = Parameters()
        for tag in Self.plainTags.shuffled(using: &generator).prefix(4) where flag() {
            parameters.append(tag, octets(Self.width(of: tag)))
        }
        return parameters
    }

    /// A numbering plan that libsmpp34 knows.
    mutating func plainPlan() -> UInt8 {
        ([0, 1, 3, 4, 6, 8, 9, 10, 14, 18] as [UInt8]).randomElement(using: &generator) ?? 0
    }

    private static let plainTags: [ParameterTag] = [
        .userMessageReference, .sourcePort, .destinationPort, .sarReference, .sarTotal,
        .sarSequence, .payloadType, .messagePayload, .privacyIndicator, .userResponseCode,
        .languageIndicator, ParameterTag(rawValue: 0x1403), ParameterTag(rawValue: 0x2001),
    ]

    private static func width(of tag: ParameterTag) -> ClosedRange<Int> {
        switch tag {
        case .userMessageReference, .sourcePort, .destinationPort, .sarReference: 2...2
        case .messagePayload: 1...250
        case .sarTotal, .sarSequence, .payloadType, .privacyIndicator, .userResponseCode,
            .languageIndicator:
            1...1
        default: 1...100
        }
    }
}

extension PDU {
    /// The unit with its parameters and destinations in the opposite order.
    func reversingLists() -> PDU {
        func reversed(_ parameters: Parameters) -> Parameters {
            var result = Parameters()
            for parameter in parameters.reversed() {
                result.append(parameter.tag, parameter.octets)
            }
            return result
        }
        var pdu = self
        switch body {
        case .submitSM(var fields):
            fields.parameters = reversed(fields.parameters)
            pdu.body = .submitSM(fields)
        case .deliverSM(var fields):
            fields.parameters = reversed(fields.parameters)
            pdu.body = .deliverSM(fields)
        case .dataSM(var fields):
            fields.parameters = reversed(fields.parameters)
            pdu.body = .dataSM(fields)
        case .submitMulti(var fields):
            fields.parameters = reversed(fields.parameters)
            fields.destinations.reverse()
            pdu.body = .submitMulti(fields)
        case .submitMultiResponse(var fields):
            fields.unsuccessful.reverse()
            pdu.body = .submitMultiResponse(fields)
        default: break
        }
        return pdu
    }
}
