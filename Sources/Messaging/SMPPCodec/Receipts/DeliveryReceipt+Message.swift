import Essentials

extension DeliveryReceipt {
    /// The receipt in a deliver_sm; nil if neither its text nor its parameters are one.
    public init?(_ message: ShortMessage, utcOffset: Duration = .zero) {
        self.init(
            message.message,
            dataCoding: message.dataCoding,
            parameters: message.parameters,
            utcOffset: utcOffset
        )
    }

    /// The receipt in a data_sm; nil if neither its text nor its parameters are one.
    public init?(_ message: DataMessage, utcOffset: Duration = .zero) {
        self.init(
            message.message,
            dataCoding: message.dataCoding,
            parameters: message.parameters,
            utcOffset: utcOffset
        )
    }

    /// The parameters take precedence over the text for the id and the state.
    private init?(
        _ octets: [UInt8],
        dataCoding: UInt8,
        parameters: Parameters,
        utcOffset: Duration
    ) {
        let utf8 = DeliveryReceipt.utf8(octets, dataCoding: dataCoding)
        let receipt = DeliveryReceipt(utf8: utf8, utcOffset: utcOffset)
        self = receipt ?? DeliveryReceipt()
        if let id = parameters.receiptedMessageID, !id.isEmpty { messageID = id }
        if let state = parameters.messageState { self.state = state }
        if error == nil { error = parameters.networkErrorCode.map { String($0.code) } }
        guard receipt != nil || messageID != nil else { return nil }
    }

    /// Receipts are ASCII, but a few message centres write them as UTF-16 like any other text.
    private static func utf8(_ octets: [UInt8], dataCoding: UInt8) -> [UInt8] {
        if dataCoding == 8, octets.count.isMultiple(of: 2) {
            let units = stride(from: 0, to: octets.count, by: 2).map { index in
                UInt16(octets[index]) << 8 | UInt16(octets[index + 1])
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }
        let isASCII = octets.withUnsafeBytes(\.isASCII)
        return isASCII ? octets : Array(String(latin1: octets).utf8)
    }
}
