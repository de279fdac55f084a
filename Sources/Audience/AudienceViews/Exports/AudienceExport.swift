public import Audience
public import Essentials

/// An export of contacts or events as text, made piece by piece.
public struct AudienceExport: Sendable {
    /// How many rows there are, of which those that are gone meanwhile are left out.
    public let total: Int
    /// How many rows were written so far.
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

    /// The next piece of the text, some 32 KiB; nil at its end.
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

/// Rows of one kind, which come in batches and become text.
private protocol ExportSource: Sendable {
    /// Whether there is enough text to be handed on.
    var isPiece: Bool { get }

    /// Adds the next batch, and says how many rows it had: none at the end.
    mutating func addNext() async throws(ServiceError) -> Int

    /// Takes out the text so far.
    mutating func take() -> [UInt8]
}

private struct ContactSource: ExportSource {
    let export: ContactExport
    var rows: ContactRows

    var isPiece: Bool { rows.text.isPiece }

    mutating func addNext() async throws(ServiceError) -> Int {
        let contacts = export.next()
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
