/// A received message, or a part of one, with its user data parsed.
public struct ReceivedPart: Hashable, Sendable {
    /// The place in a longer message; nil for a message of one part.
    public let concatenation: Concatenation?

    /// The text: unpacked septets, or bytes of the data coding.
    public let payload: [UInt8]

    /// The character set of the payload.
    public let dataCoding: DataCoding

    /// The replacement of the extension table.
    public let singleShift: NationalLanguage?

    /// The replacement of the default alphabet.
    public let lockingShift: NationalLanguage?

    /// Parses a `short_message`; nil if it should start with a header and does not.
    ///
    /// The flag is the header indicator of `esm_class` (0x40).
    public init?(shortMessage: [UInt8], hasHeader: Bool, dataCoding: DataCoding) {
        guard hasHeader else {
            self.init(concatenation: nil, payload: shortMessage, dataCoding: dataCoding)
            return
        }
        guard let header = UserDataHeader(shortMessage) else { return nil }
        self.init(
            concatenation: header.concatenation,
            payload: Array(shortMessage.dropFirst(header.octetCount)),
            dataCoding: dataCoding,
            singleShift: header.singleShift,
            lockingShift: header.lockingShift
        )
    }

    /// Creates a part whose place is known by other means (SMPP's `sar_` parameters).
    public init(concatenation: Concatenation?, payload: [UInt8], dataCoding: DataCoding) {
        self.concatenation = concatenation
        self.payload = payload
        self.dataCoding = dataCoding
        singleShift = nil
        lockingShift = nil
    }

    /// The text of parts in order; nil if their bytes are not in their character set.
    ///
    /// Adjacent parts of the same form are decoded together, so that a pair split across two parts
    /// is decoded as one character.
    public static func text(of parts: some Sequence<ReceivedPart>) -> String? {
        var text = ""
        var run: ReceivedPart?
        for part in parts {
            guard let before = run else {
                run = part
                continue
            }
            if before.isSameForm(as: part) {
                run = before.joined(with: part)
            } else {
                guard let decoded = before.decoded else { return nil }
                text += decoded
                run = part
            }
        }
        guard let run else { return text }
        guard let decoded = run.decoded else { return nil }
        return text + decoded
    }

    private var decoded: String? {
        guard dataCoding == .gsm7 else { return dataCoding.decode(payload) }
        return GSM7Alphabet.decode(payload, locking: lockingShift, single: singleShift)
    }

    private func isSameForm(as other: Self) -> Bool {
        dataCoding == other.dataCoding && singleShift == other.singleShift
            && lockingShift == other.lockingShift
    }

    private func joined(with next: Self) -> Self {
        Self(
            concatenation: concatenation,
            payload: payload + next.payload,
            dataCoding: dataCoding,
            singleShift: singleShift,
            lockingShift: lockingShift
        )
    }

    private init(
        concatenation: Concatenation?,
        payload: [UInt8],
        dataCoding: DataCoding,
        singleShift: NationalLanguage?,
        lockingShift: NationalLanguage?
    ) {
        self.concatenation = concatenation
        self.payload = payload
        self.dataCoding = dataCoding
        self.singleShift = singleShift
        self.lockingShift = lockingShift
    }
}
