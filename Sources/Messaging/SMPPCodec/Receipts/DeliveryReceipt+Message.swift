import Essentials

extension DeliveryReceipt {
    /// The receipt in a deliver_sm; nil if neither its text nor its parameters are one.
    public init?(_ message: ShortMessage, utcOffset: Duration = .zero) {
        self.init(
            message.message,
            parameters: message.parameters,
            utcOffset: utcOffset
        )
    }

    /// The receipt in a data_sm; nil if neither its text nor its parameters are one.
    public init?(_ message: DataMessage, utcOffset: Duration = .zero) {
        self.init(
            message.message,
            parameters: message.parameters,
            utcOffset: utcOffset
        )
    }

    /// The parameters take precedence over the text for the id and the state.
    private init?(
        _ octets: [UInt8],
        parameters: Parameters,
        utcOffset: Duration
    ) {
        let receipt = DeliveryReceipt(octets: octets, utcOffset: utcOffset)
        self = receipt ?? DeliveryReceipt()
        if let id = parameters.receiptedMessageID, !id.isEmpty { messageID = id }
        if let state = parameters.messageState { self.state = state }
        if error == nil { error = parameters.networkErrorCode.map { String($0.code) } }
        guard receipt != nil || messageID != nil else { return nil }
    }

    /// Reads the text of a receipt, whatever its `data_coding` says; nil if it is none.
    ///
    /// Most message centres write receipts in ASCII and set any `data_coding`, often that of the
    /// message; a few write UTF-16, in either order. So the octets decide: a text that reads as a
    /// receipt is one.
    public init?(octets: [UInt8], utcOffset: Duration = .zero) {
        for utf8 in DeliveryReceipt.readings(of: octets) {
            guard let receipt = DeliveryReceipt(utf8: utf8, utcOffset: utcOffset) else { continue }
            self = receipt
            return
        }
        return nil
    }

    /// The ways to read the octets of a receipt as UTF-8, the most likely one first.
    private static func readings(of octets: [UInt8]) -> [[UInt8]] {
        if octets.withUnsafeBytes(\.isASCII), !octets.contains(0) { return [octets] }
        let text = octets.dropFirst(byteOrderMarks.first { octets.starts(with: $0) }?.count ?? 0)
        let plain = Array(String(latin1: text).utf8)
        guard octets.count.isMultiple(of: 2), text.contains(0) else { return [plain] }
        return [wide(text, 0), wide(text, 1), plain]
    }

    private static let byteOrderMarks: [[UInt8]] = [
        [0xFE, 0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF],
    ]

    /// The octets read as UTF-16, whose units have their high octet first or second.
    private static func wide(_ octets: ArraySlice<UInt8>, _ high: Int) -> [UInt8] {
        let units = stride(from: octets.startIndex, to: octets.endIndex - 1, by: 2).map { index in
            UInt16(octets[index + high]) << 8 | UInt16(octets[index + 1 - high])
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
