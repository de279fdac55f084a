public import Audience
public import Essentials

/// An export of contacts or events as text, produced piece by piece.
public struct AudienceExport: Sendable {
    /// The number of rows; those deleted meanwhile are skipped.
    public let total: Int
    /// The number of rows written so far.
    public private(set) var rows = 0

    private var source: any ExportSource
    private var isOver = false

    /// An export of contacts as the view shows them.
    public init(_ contacts: ContactExport, _ view: ContactView, _ shape: ExportShape) {
        total = contacts.total
        source = ContactSource(export: contacts, rows: ContactRows(view, shape))
    }

    /// An export of events.
    public init(_ events: EventExport, _ shape: ExportShape) {
        total = events.total
        source = EventSource(export: events, rows: EventRows(shape))
    }

    /// The next chunk of text, about 32 KiB; nil at the end.
    public mutating func next() async throws(ServiceError) -> [UInt8]? {
        while !isOver, !source.isPiece {
            let added = try await source.addNext()
            rows += added
            isOver = added == 0
        }
        let piece = source.take()
        return piece.isEmpty ? nil : piece
    }
}

/// A source of rows, which are read in batches and written as text.
private protocol ExportSource: Sendable {
    /// Whether there is enough text for a chunk.
    var isPiece: Bool { get }

    /// Adds the next batch and returns its number of rows; 0 at the end.
    mutating func addNext() async throws(ServiceError) -> Int

    /// Returns the text so far and removes it.
    mutating func take() -> [UInt8]
}

private struct ContactSource: ExportSource {
    let export: ContactExport
    var rows: ContactRows

    var isPiece: Bool { rows.text.isPiece }

    mutating func addNext() async throws(ServiceError) -> Int {
        let contacts = try await export.next()
        for contact in contacts { rows.add(contact) }
        return contacts.count
    }

    mutating func take() -> [UInt8] { rows.take() }
}

private struct EventSource: ExportSource {
    let export: EventExport
    var rows: EventRows

    var isPiece: Bool { rows.text.isPiece }

    mutating func addNext() async throws(ServiceError) -> Int {
        let events = try await export.next()
        for event in events { rows.add(event) }
        return events.count
    }

    mutating func take() -> [UInt8] { rows.take() }
}
