import Essentials
import Foundation
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText

/// Encodes a message as the submit_sm PDUs of its parts.
struct SubmissionWriter {
    private let options: SMPPCarrierOptions
    /// The reference that marks the parts of a text; it differs between consecutive texts.
    private var reference: UInt16

    /// The most bytes of `short_message` (SMPP 3.4, 5.2.22).
    private static let longestShortMessage = 254
    private static let octetsInPart = 140
    private static let septetsInPart = 153
    private static let unitsInPart = 67

    init(_ options: SMPPCarrierOptions, firstReference: UInt16) {
        self.options = options
        reference = firstReference
    }

    /// The parts of a message; nil if its text cannot be encoded, which no retry can change.
    mutating func parts(of submission: Submission, at now: Timestamp) -> [ShortMessage]? {
        guard let frame = frame(of: submission, at: now) else { return nil }
        if !submission.userDataHeader.isEmpty { return ownHeader(submission, frame) }
        guard let text = encoded(submission) else { return nil }
        if text.parts.count == 1 { return [whole(text, frame)] }
        if options.concatenation == .payload { return [payload(text, frame)] }
        reference &+= 1
        return text.parts.indices.map { part(text, $0, frame) }
    }

    // MARK: Fields that all parts share

    /// Nil if nothing of the sender is left in ASCII.
    private func frame(of submission: Submission, at now: Timestamp) -> ShortMessage? {
        let sender = submission.sender.inASCII
        guard !sender.isEmpty else { return nil }
        var message = ShortMessage()
        message.serviceType = options.serviceType
        message.source = options.source.address(ofSender: sender)
        message.destination = options.destination.address(ofPhone: submission.destination)
        message.registeredDelivery = RegisteredDelivery(
            .always,
            wantsIntermediateNotification: options.wantsAllReceipts
        )
        switch options.validity {
        case .none: break
        case .absolute: message.validityPeriod = SMPPTime.absolute(submission.expiresAt).text
        case .relative:
            let left = max(submission.expiresAt - now, .seconds(1))
            message.validityPeriod = SMPPTime(after: left)?.text ?? ""
        }
        guard options.version.hasParameters else { return message }
        if options.sendsMessageReference {
            message.parameters.userMessageReference = submission.key.shortReference
        }
        for parameter in options.parameters {
            message.parameters.append(ParameterTag(rawValue: parameter.tag), parameter.octets)
        }
        return message
    }

    // MARK: Text

    /// A text in its character set, split into parts.
    private struct EncodedText {
        var parts: [[UInt8]]
        var dataCoding: UInt8
        /// Whether the parts are septets, to be packed after the header.
        var isPacked = false
    }

    private func encoded(_ submission: Submission) -> EncodedText? {
        guard submission.encoding != .utf16, options.alphabet != .ucs2 else {
            return wide(submission.text)
        }
        guard let septets = GSM7Alphabet.encode(submission.text) else { return nil }
        var text = EncodedText(
            parts: septets.count <= 160 ? [septets] : Self.cut(septets),
            dataCoding: options.dataCoding ?? 0
        )
        switch options.alphabet {
        case .gsm7, .ucs2: return text
        case .packed:
            text.isPacked = true
            return text
        case .latin1:
            var parts: [[UInt8]] = []
            for part in text.parts {
                guard let octets = GSM7Alphabet.decode(part)?.latin1Octets else {
                    return wide(submission.text)
                }
                parts.append(octets)
            }
            return EncodedText(parts: parts, dataCoding: options.dataCoding ?? 3)
        }
    }

    private func wide(_ text: String) -> EncodedText? {
        let units = Array(text.utf16)
        var parts: [[UInt8]] = []
        var start = 0
        let size = units.count <= 70 ? 70 : Self.unitsInPart
        while start < units.count {
            var end = min(start + size, units.count)
            if end < units.count, UTF16.isLeadSurrogate(units[end - 1]) { end -= 1 }
            parts.append(units[start..<end].bigEndianOctets)
            start = end
        }
        return parts.isEmpty ? nil : EncodedText(parts: parts, dataCoding: 8)
    }

    /// Splits septets into parts, none of which ends with an escape.
    private static func cut(_ septets: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        while start < septets.count {
            var end = min(start + septetsInPart, septets.count)
            if end < septets.count, septets[end - 1] == GSM7Alphabet.escape { end -= 1 }
            parts.append(Array(septets[start..<end]))
            start = end
        }
        return parts
    }

    // MARK: Parts

    private func whole(_ text: EncodedText, _ frame: ShortMessage) -> ShortMessage {
        var message = frame
        message.dataCoding = text.dataCoding
        message.shortMessage = octets(text.parts[0], behind: [], text)
        return message
    }

    private func payload(_ text: EncodedText, _ frame: ShortMessage) -> ShortMessage {
        var message = frame
        message.dataCoding = text.dataCoding
        let septets = Array(text.parts.joined())
        message.parameters.messagePayload =
            text.isPacked ? SeptetPacking.packMessage(septets) : septets
        return message
    }

    private func part(
        _ text: EncodedText,
        _ index: Int,
        _ frame: ShortMessage
    ) -> ShortMessage {
        var message = frame
        message.dataCoding = text.dataCoding
        let place = Concatenation(
            reference: options.concatenation == .header ? reference & 0xFF : reference,
            total: UInt8(clamping: text.parts.count),
            sequence: UInt8(clamping: index + 1),
            isWide: options.concatenation == .wideHeader
        )
        if options.concatenation == .parameters {
            message.parameters.sarReference = place.reference
            message.parameters.sarTotal = place.total
            message.parameters.sarSequence = place.sequence
            message.shortMessage = octets(text.parts[index], behind: [], text)
        } else {
            message.esmClass.hasUserDataHeader = true
            message.shortMessage = octets(
                text.parts[index],
                behind: place.userDataHeader,
                text
            )
        }
        return message
    }

    private func octets(
        _ part: [UInt8],
        behind header: [UInt8],
        _ text: EncodedText
    ) -> [UInt8] {
        guard text.isPacked else { return header + part }
        // Septets begin at a multiple of seven bits (3GPP TS 23.040, 9.2.3.24).
        let fillBits = (7 - header.count * 8 % 7) % 7
        let room = Self.octetsInPart - header.count
        return header + SeptetPacking.packMessage(part, fillBits: fillBits, limit: room)
    }

    /// A part that the client split itself: header and text are passed on unchanged.
    private func ownHeader(
        _ submission: Submission,
        _ frame: ShortMessage
    ) -> [ShortMessage]? {
        var message = frame
        let isWide = submission.encoding == .utf16
        message.dataCoding = isWide ? 8 : options.dataCoding ?? 0
        message.esmClass.hasUserDataHeader = true
        let coding = isWide ? DataCoding.utf16 : .gsm7
        guard let part = submission.userDataPayload ?? coding.encode(submission.text) else {
            return nil
        }
        let text = EncodedText(
            parts: [part],
            dataCoding: message.dataCoding,
            isPacked: !isWide && options.alphabet == .packed
        )
        message.shortMessage = octets(part, behind: submission.userDataHeader, text)
        return message.shortMessage.count <= Self.longestShortMessage ? [message] : nil
    }
}

extension ArraySlice<UInt16> {
    fileprivate var bigEndianOctets: [UInt8] {
        flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }
}

extension String {
    /// A sender in ASCII, as SMPP wants it: letters lose their accents, others are left out.
    ///
    /// Senders are ASCII when they are accepted; only messages of earlier versions are not.
    fileprivate var inASCII: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        let letters = decomposedStringWithCanonicalMapping.unicodeScalars.filter(\.isASCII)
        return String(String.UnicodeScalarView(letters))
    }

    /// The text in ISO-8859-1; nil if a character is not in it.
    fileprivate var latin1Octets: [UInt8]? {
        var octets: [UInt8] = []
        for scalar in unicodeScalars {
            guard let octet = UInt8(exactly: scalar.value) else { return nil }
            octets.append(octet)
        }
        return octets
    }
}
