import AccountsModel
import Essentials
import MessagingModel

/// Reads fields one after the other; past the end they are zero and the reader is incomplete.
struct JournalFieldReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int
    private var isShort = false

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        precondition(range.upperBound <= bytes.count, "fields must lie within the bytes")
        position = range.lowerBound
        end = range.upperBound
    }

    /// Whether every byte was read and none was missing.
    var isComplete: Bool { !isShort && position == end }

    /// Reads records until the bytes are used up; `size` is the minimum size of one.
    mutating func records<Record>(
        size: Int,
        _ read: (inout JournalFieldReader) -> Record
    ) -> [Record] {
        var records: [Record] = []
        records.reserveCapacity((end - position) / size)
        while position < end, !isShort { records.append(read(&self)) }
        return records
    }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _: Value.Type = Value.self
    ) -> Value {
        let width = Value.bitWidth / 8
        guard position + width <= end else {
            isShort = true
            return 0
        }
        defer { position += width }
        // Within bounds: `end` is checked above and lies within the bytes.
        return unsafe bytes.withUnsafeBytes { buffer in
            unsafe Value(
                littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Value.self)
            )
        }
    }

    mutating func messageKey() -> MessageKey {
        MessageKey(project: ProjectID(integer()), id: ObjectID(high: integer(), low: integer()))
    }

    mutating func timestamp() -> Timestamp { Timestamp(microseconds: integer()) }

    mutating func acceptedRecord() -> AcceptedRecord {
        AcceptedRecord(
            number: integer(),
            key: messageKey(),
            destination: integer(),
            acceptedAt: timestamp(),
            sender: text()
        )
    }

    mutating func pendingMessage() -> PendingMessage {
        let openSteps: UInt8 = integer()
        return PendingMessage(record: acceptedRecord(), openSteps: openSteps)
    }

    mutating func duplicateRecord() -> DuplicateRecord {
        DuplicateRecord(key: messageKey(), attempt: integer(), at: timestamp())
    }

    mutating func settledRecord() -> SettledRecord {
        SettledRecord(message: integer(), step: integer())
    }

    /// A text, preceded by its length in one byte.
    private mutating func text() -> String {
        let length = Int(integer(UInt8.self))
        guard position + length <= end else {
            isShort = true
            return ""
        }
        guard length > 0 else { return "" }
        defer { position += length }
        return String(decoding: bytes[position..<(position + length)], as: UTF8.self)
    }
}
