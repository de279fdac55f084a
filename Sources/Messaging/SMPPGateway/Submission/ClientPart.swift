import Messaging
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText

/// A message part that the client split itself, or any message with its own user data header.
struct ClientPart {
    let part: PartDraft
    let text: String

    /// Reads a part; nil when the message is whole.
    ///
    /// A header in the text takes precedence over the `sar_` parameters, which are turned into a
    /// header.
    init?(
        _ message: ShortMessage,
        _ octets: [UInt8],
        _ coding: DataCoding,
        in version: InterfaceVersion
    ) throws(Refusal) {
        if message.esmClass.hasUserDataHeader {
            try self.init(withHeader: octets, coding, in: version)
        } else if let place = try message.parameters.partPlace {
            try self.init(octets, at: place, coding, in: version)
        } else {
            return nil
        }
    }

    private init(
        withHeader octets: [UInt8],
        _ coding: DataCoding,
        in version: InterfaceVersion
    ) throws(Refusal) {
        guard let header = UserDataHeader(octets) else { throw Refusal(.invalidESMClass) }
        let place = header.concatenation.map { concatenation in
            PartPlace(
                reference: concatenation.reference,
                partsCount: concatenation.total,
                part: concatenation.sequence
            )
        }
        try self.init(
            Array(octets.dropFirst(header.octetCount)),
            header: Array(octets.prefix(header.octetCount)),
            place: place,
            coding,
            in: version
        )
    }

    private init(
        _ octets: [UInt8],
        at place: PartPlace,
        _ coding: DataCoding,
        in version: InterfaceVersion
    ) throws(Refusal) {
        let concatenation = Concatenation(
            reference: place.reference,
            total: place.partsCount,
            sequence: place.part,
            // Clients fill parts up to what the shorter header leaves: 153 septets.
            isWide: false
        )
        try self.init(
            octets,
            header: concatenation.userDataHeader,
            place: place,
            coding,
            in: version
        )
    }

    private init(
        _ octets: [UInt8],
        header: [UInt8],
        place: PartPlace?,
        _ coding: DataCoding,
        in version: InterfaceVersion
    ) throws(Refusal) {
        let payload: [UInt8]
        switch coding {
        case .utf16:
            guard octets.count.isMultiple(of: 2) else { throw Refusal(.invalidMessageLength) }
            payload = UTF16Octets.withoutMark(octets)
            text = coding.decode(payload) ?? SubmittedText.repaired(payload)
        case .gsm7 where octets.allSatisfy { $0 < 0x80 }:
            let part = ReceivedPart(
                shortMessage: header + octets,
                hasHeader: true,
                dataCoding: .gsm7
            )
            payload = octets
            text = part.flatMap { ReceivedPart.text(of: [$0]) } ?? ""
        case .gsm7, .latin9:
            let decoded = SMSComposer.composed(
                try SubmittedText.decode(octets, coding, in: version)
            )
            text =
                GSM7Alphabet.encode(decoded) == nil
                ? Transliteration.transliterate(decoded) : decoded
            payload = GSM7Alphabet.encode(text) ?? []
        }
        part = PartDraft(
            place: place,
            header: header,
            payload: payload,
            isUTF16: coding == .utf16
        )
    }
}

extension Parameters {
    /// The place that the `sar_` parameters name; nil without them, and for an only part.
    ///
    /// Source: SMPP 3.4, 5.3.2.22 to 5.3.2.24.
    fileprivate var partPlace: PartPlace? {
        get throws(Refusal) {
            guard !isEmpty else { return nil }
            switch (sarReference, sarTotal, sarSequence) {
            case (nil, nil, nil): return nil
            case (let reference?, let total?, let sequence?):
                guard total > 0, sequence > 0, sequence <= total else {
                    throw Refusal(.invalidParameterValue)
                }
                guard total > 1 else { return nil }
                return PartPlace(reference: reference, partsCount: total, part: sequence)
            default: throw Refusal(.missingParameter)
            }
        }
    }
}
