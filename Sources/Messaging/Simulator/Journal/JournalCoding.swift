import AccountsModel
import Essentials
import MessagingModel

/// The journal's bytes: a magic number, then frames, each written whole.
///
/// Frame: length of the payload (4 bytes), kind (1), payload, checksum of kind and payload (4).
/// Integers are little-endian. A frame that is cut off or whose checksum is wrong was never
/// answered: it and everything after it is ignored.
enum JournalCoding {
    static let magic: [UInt8] = Array("HGSIM\u{1}\r\n".utf8)
    static let frameOverhead = 9
    /// The most bytes of a payload.
    static let mostPayload = 1 << 20
    /// The most records of a frame; a record has at most 301 bytes, so a frame keeps within its
    /// limit.
    static let mostRecords = 3000

    enum Kind: UInt8 {
        case accepted = 1
        case duplicates, settled, totals, keys, pending
    }

    /// Appends the records as one frame, or several when there are many; none when there are none.
    static func append<Record>(
        _ kind: Kind,
        _ records: [Record],
        to bytes: inout [UInt8],
        encode: (Record, inout [UInt8]) -> Void
    ) {
        var start = 0
        while start < records.count {
            let end = min(start + mostRecords, records.count)
            let frame = bytes.count
            bytes.append(contentsOf: [0, 0, 0, 0, kind.rawValue])
            for record in records[start..<end] { encode(record, &bytes) }
            let length = UInt32(bytes.count - frame - 5)
            for index in 0..<4 {
                bytes[frame + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
            }
            let checksum = checksum(bytes, (frame + 4)..<bytes.count)
            bytes.append(integer: checksum)
            start = end
        }
    }

    /// Multiplies and folds eight bytes at a time; detects bytes that were cut off or never
    /// written.
    static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var reader = JournalFieldReader(bytes, range)
        for _ in 0..<(range.count / 8) {
            hash = (hash ^ reader.integer(UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        for _ in 0..<(range.count % 8) {
            hash = (hash ^ UInt64(reader.integer(UInt8.self))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        return UInt32(truncatingIfNeeded: hash)
    }

    // MARK: Records

    static func encode(_ record: AcceptedRecord, to bytes: inout [UInt8]) {
        bytes.append(integer: record.number)
        encode(record.key, to: &bytes)
        bytes.append(integer: record.destination)
        bytes.append(integer: record.acceptedAt.microseconds)
        let sender = record.sender.utf8.prefix(255)
        bytes.append(UInt8(sender.count))
        bytes.append(contentsOf: sender)
    }

    static func encode(_ message: PendingMessage, to bytes: inout [UInt8]) {
        bytes.append(message.openSteps)
        encode(message.record, to: &bytes)
    }

    static func encode(_ record: DuplicateRecord, to bytes: inout [UInt8]) {
        encode(record.key, to: &bytes)
        bytes.append(integer: record.attempt)
        bytes.append(integer: record.at.microseconds)
    }

    static func encode(_ record: SettledRecord, to bytes: inout [UInt8]) {
        bytes.append(integer: record.message)
        bytes.append(record.step)
    }

    static func encode(_ totals: JournalTotals, to bytes: inout [UInt8]) {
        bytes.append(integer: totals.nextNumber)
        bytes.append(integer: totals.accepted)
        bytes.append(integer: totals.duplicates)
        bytes.append(integer: totals.settledReports)
    }

    static func encode(_ key: MessageKey, to bytes: inout [UInt8]) {
        bytes.append(integer: key.project.number)
        bytes.append(integer: key.id.high)
        bytes.append(integer: key.id.low)
    }

    /// Reads a frame's payload; nil if it does not hold whole records of its kind.
    static func decode(kind: UInt8, _ bytes: [UInt8], _ payload: Range<Int>) -> JournalFrame? {
        guard let kind = Kind(rawValue: kind) else { return nil }
        var reader = JournalFieldReader(bytes, payload)
        let frame: JournalFrame
        switch kind {
        case .accepted: frame = .accepted(reader.records(size: 37) { $0.acceptedRecord() })
        case .duplicates: frame = .duplicates(reader.records(size: 32) { $0.duplicateRecord() })
        case .settled: frame = .settled(reader.records(size: 9) { $0.settledRecord() })
        case .keys: frame = .keys(reader.records(size: 20) { $0.messageKey() })
        case .pending: frame = .pending(reader.records(size: 38) { $0.pendingMessage() })
        case .totals:
            frame = .totals(
                JournalTotals(
                    nextNumber: reader.integer(),
                    accepted: reader.integer(),
                    duplicates: reader.integer(),
                    settledReports: reader.integer()
                )
            )
        }
        return reader.isComplete ? frame : nil
    }
}

extension [UInt8] {
    mutating func append(integer: some FixedWidthInteger) {
        unsafe Swift.withUnsafeBytes(of: integer.littleEndian) { unsafe append(contentsOf: $0) }
    }
}
