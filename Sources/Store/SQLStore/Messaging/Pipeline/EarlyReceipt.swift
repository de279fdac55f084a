import Database
import Essentials
import MessagingModel

/// The columns of `early_receipt` with the result for the message.
struct EarlyReceiptResult: RowDecodable {
    static let columns: Columns<CarrierReceipt> = [
        "status": { SQLValue($0.status.rawValue) },
        "code": { SQLValue($0.code.rawValue) },
        "carrier_code": { SQLValue($0.carrierCode) },
        "at": { SQLValue($0.at) },
    ]

    let status: MessageStatus
    let code: StatusCode
    let carrierCode: String?
    let at: Timestamp

    init(_ row: inout RowReader) throws(DatabaseError) {
        status = MessageStatus(rawValue: try row.int()) ?? .unknown
        code = StatusCode(rawValue: try row.int()) ?? .other
        carrierCode = try row.optionalText()
        at = try row.timestamp()
    }

    func receipt(
        reference: String,
        key: MessageKey?,
        hint: ReceiptHint? = nil
    ) -> CarrierReceipt {
        CarrierReceipt(
            reference: reference,
            key: key,
            hint: hint,
            status: status,
            code: code,
            carrierCode: carrierCode,
            at: at
        )
    }
}

/// The columns of `early_receipt` that say which message it may belong to.
struct EarlyReceiptOrigin: RowDecodable {
    static let columns: Columns<PipelineChange.Receipt> = [
        "carrier": { .text($0.carrier.description) },
        "reference": { .text($0.receipt.reference) },
        "short_reference": { SQLValue(($0.receipt.hint?.shortReference).map { Int64($0) }) },
        "destination": { SQLValue(($0.receipt.hint?.destination).map { Int64(clamping: $0) }) },
        "is_whole": { SQLValue($0.receipt.hint?.isForWholeMessage ?? true) },
    ]

    let carrier: CarrierID
    let reference: String
    let hint: ReceiptHint?

    init(_ row: inout RowReader) throws(DatabaseError) {
        carrier = CarrierID(try row.text())
        reference = try row.text()
        let shortReference = try row.optionalInteger()
        let destination = try row.optionalInteger()
        let isWhole = try row.bool()
        hint = shortReference.map { shortReference in
            ReceiptHint(
                shortReference: UInt16(clamping: shortReference),
                destination: UInt64(clamping: destination ?? 0),
                isForWholeMessage: isWhole
            )
        }
    }
}
