import Essentials

extension DeliveryReceipt {
    /// Reads the text of a receipt; nil when it has neither an id nor a state.
    ///
    /// Understood are fields that are missing, in other orders and cases, with spaces, commas or
    /// semicolons around them; states in full and as a number, or without `stat:` before them;
    /// dates as ``ReceiptDate`` reads them, in the time zone that is ahead of UTC by the offset.
    /// What stands behind `text:` is text, even if it looks like a field.
    public init?(text: String, utcOffset: Duration = .zero) {
        self.init()
        let fields = ReceiptScanner(text).fields
        messageID = fields[.id].flatMap(DeliveryReceipt.firstWord)
        submittedCount = fields[.sub].flatMap(DeliveryReceipt.firstWord).flatMap { Int($0) }
        deliveredCount = fields[.dlvrd].flatMap(DeliveryReceipt.firstWord).flatMap { Int($0) }
        submitDate = fields[.submitDate].flatMap { ReceiptDate.read($0, utcOffset: utcOffset) }
        doneDate = fields[.doneDate].flatMap { ReceiptDate.read($0, utcOffset: utcOffset) }
        status = fields[.stat].flatMap(DeliveryReceipt.firstWord)
        if status == nil { status = DeliveryReceipt.strayStatus(fields) }
        state = status.flatMap(MessageState.init(receiptWord:))
        error = fields[.err].flatMap { $0.isEmpty ? nil : $0 }
        self.text = fields[.text]
        guard messageID != nil || state != nil else { return nil }
    }

    private static func firstWord(_ value: String) -> String? {
        value.split { $0.isWhitespace || $0 == "," || $0 == ";" }.first.map(String.init)
    }

    /// A state that stands behind another field, as in `done date:1809031208 DELIVRD err:000`.
    private static func strayStatus(_ fields: [ReceiptField: String]) -> String? {
        for field in [ReceiptField.doneDate, .submitDate, .dlvrd, .sub, .id] {
            guard let words = fields[field]?.split(separator: " ").dropFirst() else { continue }
            for word in words where Int(word) == nil {
                if MessageState(receiptWord: String(word)) != nil { return String(word) }
            }
        }
        return nil
    }
}

extension MessageState {
    /// The state that a word of a receipt stands for, whatever its case and ending; nil for others.
    ///
    /// Message centres cut the words at seven letters, write them in full, or give the number.
    public init?(receiptWord word: String) {
        if let number = UInt8(word) {
            self.init(rawValue: number)
            return
        }
        let letters = word.uppercased()
        guard let match = MessageState.beginnings.first(where: { letters.hasPrefix($0.word) })
        else { return nil }
        self = match.state
    }

    private static let beginnings: [(word: String, state: MessageState)] = [
        ("DELIV", .delivered), ("DLVRD", .delivered), ("EXPIR", .expired), ("DELET", .deleted),
        ("CANCEL", .deleted), ("UNDEL", .undeliverable), ("FAIL", .undeliverable),
        ("ACCEP", .accepted), ("ACKED", .accepted), ("UNKN", .unknown), ("REJEC", .rejected),
        ("ENROUT", .enroute), ("EN_ROUT", .enroute), ("BUFFER", .enroute), ("SKIP", .skipped),
        ("SCHED", .scheduled),
    ]
}
