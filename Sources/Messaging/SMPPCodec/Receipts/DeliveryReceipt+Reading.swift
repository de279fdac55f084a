import Essentials

extension DeliveryReceipt {
    /// Reads the text of a receipt; nil if it has neither an id nor a state.
    ///
    /// It accepts missing fields, other orders and cases, and spaces, commas or semicolons around
    /// fields; states in full, as a number, or without `stat:`; and dates in the layouts of
    /// <doc:SMPPCodec>, in the time zone that is ahead of UTC by the offset. Everything after
    /// `text:` is text, even if it looks like a field.
    public init?(text: String, utcOffset: Duration = .zero) {
        self.init(utf8: Array(text.utf8), utcOffset: utcOffset)
    }

    init?(utf8: [UInt8], utcOffset: Duration) {
        let fields = ReceiptScanner(utf8)
        messageID = fields[.id].flatMap(DeliveryReceipt.firstWord)
        submittedCount = fields[.sub].flatMap(DeliveryReceipt.firstWord).flatMap { Int($0) }
        deliveredCount = fields[.dlvrd].flatMap(DeliveryReceipt.firstWord).flatMap { Int($0) }
        submitDate = fields[.submitDate].flatMap { ReceiptDate.read($0, utcOffset: utcOffset) }
        doneDate = fields[.doneDate].flatMap { ReceiptDate.read($0, utcOffset: utcOffset) }
        status =
            fields[.stat].flatMap(DeliveryReceipt.firstWord)
            ?? DeliveryReceipt.strayStatus(fields)
        state = status.flatMap(MessageState.init(receiptWord:))
        error = fields[.err].flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
        text = fields[.text].map { String(decoding: $0, as: UTF8.self) }
        guard messageID != nil || state != nil else { return nil }
    }

    private static func firstWord(_ value: ArraySlice<UInt8>) -> String? {
        let word = value.prefix { !ReceiptScanner.isEdge($0) }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// A state that follows another field, as in `done date:1809031208 DELIVRD err:000`.
    private static func strayStatus(_ fields: ReceiptScanner) -> String? {
        for field in [ReceiptField.doneDate, .submitDate, .dlvrd, .sub, .id] {
            guard let value = fields[field] else { continue }
            for word in value.split(whereSeparator: ReceiptScanner.isEdge).dropFirst() {
                let word = String(decoding: word, as: UTF8.self)
                if Int(word) == nil, MessageState(receiptWord: word) != nil { return word }
            }
        }
        return nil
    }
}

extension MessageState {
    /// The state of a receipt's word, in any case and with any ending; nil for others.
    ///
    /// Message centres shorten the words to seven letters, write them in full, or use the number.
    public init?(receiptWord word: String) {
        if let number = UInt8(word) {
            self.init(rawValue: number)
            return
        }
        let letters = word.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }
        let match = MessageState.beginnings.first { letters.starts(with: $0.letters) }
        guard let match else { return nil }
        self = match.state
    }

    private static let beginnings: [(letters: String.UTF8View, state: MessageState)] = [
        ("DELIV".utf8, .delivered), ("DLVRD".utf8, .delivered), ("UNDEL".utf8, .undeliverable),
        ("FAIL".utf8, .undeliverable), ("EXPIR".utf8, .expired), ("REJEC".utf8, .rejected),
        ("ACCEP".utf8, .accepted), ("ACKED".utf8, .accepted), ("ENROUT".utf8, .enroute),
        ("EN_ROUT".utf8, .enroute), ("BUFFER".utf8, .enroute), ("UNKN".utf8, .unknown),
        ("DELET".utf8, .deleted), ("CANCEL".utf8, .deleted), ("SKIP".utf8, .skipped),
        ("SCHED".utf8, .scheduled),
    ]
}
