import Database
import Essentials
import MessagingModel

/// The parts of one text, of which some may be missing, in `inbound_part`.
struct InboundParts {
    let carrier: CarrierID
    let origin: InboundOrigin
    let recipient: String
    let reference: UInt16
    let count: Int

    private struct Part {
        let position: Int
        let units: [UInt16]
        let isBinary: Bool
        let storedAt: Timestamp
    }

    /// What stands for missing parts of a text.
    private static let gap = Array("[…]".utf16)

    init(_ part: InboundPart, of inbound: PipelineChange.Inbound) {
        carrier = inbound.carrier
        origin = inbound.message.origin
        recipient = inbound.message.recipient
        reference = part.reference
        count = part.count
    }

    private static let condition = """
        carrier = $1 AND origin = $2 AND recipient = $3 AND number = $4 AND parts_count = $5
        """

    private var values: [SQLValue] {
        [
            .text(carrier.description), .text(origin.text), .text(recipient),
            .integer(Int64(reference)), SQLValue(count),
        ]
    }

    /// Adds a part; false if there is one at its place.
    func insert(
        _ part: InboundPart,
        of message: InboundMessage,
        at now: Timestamp,
        in tx: any SQLTransaction
    ) throws -> Bool {
        let inserted = try tx.execute(
            """
            INSERT INTO inbound_part (carrier, origin, recipient, number, parts_count, position,
                units, is_binary, stored_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (carrier, origin, recipient, number, parts_count, position) DO NOTHING
            """,
            values + [
                SQLValue(part.index), .blob(part.units.bigEndianBytes),
                SQLValue(message.isBinary), SQLValue(now),
            ]
        )
        return inserted == 1
    }

    /// Whether the part was stored before.
    func contains(_ part: InboundPart, in tx: any SQLTransaction) throws -> Bool {
        try tx.queryOne(
            """
            SELECT 1 FROM inbound_part WHERE \(Self.condition)
                AND position = $6 AND units = $7
            """,
            values + [SQLValue(part.index), .blob(part.units.bigEndianBytes)]
        ) != nil
    }

    /// Removes the parts if all are there, and returns their text.
    func takeComplete(in tx: any SQLTransaction) throws -> String? {
        let parts = try parts(in: tx)
        guard parts.count == count else { return nil }
        try remove(in: tx)
        return String(decoding: parts.flatMap(\.units), as: UTF16.self)
    }

    /// Removes the parts, and returns what has arrived as a message; nil if there is nothing.
    ///
    /// A text shows where parts are missing; of octets the parts follow each other.
    func takeIncomplete(reference: String, in tx: any SQLTransaction) throws -> InboundMessage? {
        let parts = try parts(in: tx)
        guard let first = parts.first else { return nil }
        try remove(in: tx)
        var units: [UInt16] = []
        var next = 1
        for part in parts {
            if part.position > next, !part.isBinary { units += Self.gap }
            units += part.units
            next = part.position + 1
        }
        if next <= count, !first.isBinary { units += Self.gap }
        return InboundMessage(
            reference: reference,
            origin: origin,
            recipient: recipient,
            text: String(decoding: units, as: UTF16.self),
            isBinary: first.isBinary,
            answering: nil,
            at: first.storedAt
        )
    }

    private func parts(in tx: any SQLTransaction) throws -> [Part] {
        try tx.query(
            """
            SELECT position, units, is_binary, stored_at FROM inbound_part
            WHERE \(Self.condition) ORDER BY position
            """,
            values
        ).map { row in
            var row = RowReader(row)
            return Part(
                position: try row.int(),
                units: [UInt16](bigEndianBytes: try row.blob()),
                isBinary: try row.bool(),
                storedAt: try row.timestamp()
            )
        }
    }

    private func remove(in tx: any SQLTransaction) throws {
        try tx.execute("DELETE FROM inbound_part WHERE \(Self.condition)", values)
    }
}

extension InboundParts: RowDecodable {
    private static let columns: ColumnList = [
        "carrier", "origin", "recipient", "number", "parts_count",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        carrier = CarrierID(try row.text())
        origin = InboundOrigin(text: try row.text())
        recipient = try row.text()
        reference = UInt16(clamping: try row.integer())
        count = try row.int()
    }

    /// How long the parts of a text wait for the others.
    private static let patience = Duration.seconds(24 * 3600)
    private static let mostAtATime = 100

    /// Texts whose missing parts will not arrive any more.
    static func givenUp(at moment: Timestamp, in tx: any SQLTransaction) throws -> [InboundParts] {
        try tx.query(
            """
            SELECT \(columns) FROM inbound_part GROUP BY \(columns)
            HAVING MIN(stored_at) <= $1 LIMIT $2
            """,
            [SQLValue(moment - patience), SQLValue(mostAtATime)]
        ).map(InboundParts.init)
    }
}

extension PipelineTransaction {
    /// The whole messages that an inbound message makes: itself; or, for a part, the text once all
    /// parts have arrived.
    ///
    /// A phone that reuses the reference of a text will not send its missing parts: what has
    /// arrived of it is a message too.
    func messages(of inbound: PipelineChange.Inbound) throws -> [InboundMessage] {
        guard let part = inbound.message.part else { return [inbound.message] }
        let parts = InboundParts(part, of: inbound)
        var messages: [InboundMessage] = []
        if try !parts.insert(part, of: inbound.message, at: now, in: tx) {
            if try parts.contains(part, in: tx) { return [] }
            let abandoned = try parts.takeIncomplete(reference: ids.next().description, in: tx)
            if let abandoned { messages.append(abandoned) }
            _ = try parts.insert(part, of: inbound.message, at: now, in: tx)
        }
        if let text = try parts.takeComplete(in: tx) {
            messages.append(inbound.message.whole(text: text))
        }
        return messages
    }

    /// Makes messages of texts whose missing parts will not arrive any more, and returns their
    /// notifications.
    mutating func receiveGivenUpParts() throws -> [Notification] {
        let changes = try InboundParts.givenUp(at: now, in: tx).compactMap { parts in
            try parts.takeIncomplete(reference: ids.next().description, in: tx).map { message in
                PipelineChange.inbound(
                    .init(message, carrier: parts.carrier, status: InboundMessage.plainStatus)
                )
            }
        }
        guard !changes.isEmpty else { return [] }
        return try apply(changes).flatMap(\.notifications)
    }
}

extension InboundOrigin {
    /// Reads ``text``.
    fileprivate init(text: String) {
        let digits = text.dropFirst()
        if text.hasPrefix("+"), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            digits.utf8.count <= 15, let number = UInt64(digits)
        {
            self = .phone(number)
        } else {
            self = .other(text)
        }
    }
}

extension [UInt16] {
    /// The code units in big-endian order.
    fileprivate var bigEndianBytes: [UInt8] {
        flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    fileprivate init(bigEndianBytes bytes: [UInt8]) {
        self = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
    }
}
