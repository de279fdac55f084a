public import Audience
public import Domain

/// An export of contacts or events as text, made piece by piece.
public struct AudienceExport: Sendable {
    /// How many rows there are, of which those that are gone meanwhile are left out.
    public let total: Int
    /// How many rows were written so far.
    public private(set) var rows = 0

    private var source: any ExportRows
    private var isOver = false

    /// An export of contacts as the view shows them.
    public init(_ contacts: ContactExport, _ view: ContactView, _ shape: ExportShape) {
        total = contacts.total
        source = ContactRows(contacts, view, shape)
    }

    /// An export of events.
    public init(_ events: EventExport, _ shape: ExportShape) {
        total = events.total
        source = EventRows(events, shape)
    }

    /// The next piece of the text, some 32 KiB; nil at its end.
    public mutating func next() async throws(DomainError) -> [UInt8]? {
        while !isOver, !source.text.isPiece {
            let added = try await source.addNext()
            rows += added
            isOver = added == 0
        }
        let piece = source.text.take()
        return piece.isEmpty ? nil : piece
    }
}

/// Rows of one kind, which come in batches and become text.
protocol ExportRows: Sendable {
    /// What was not taken yet.
    var text: RowText { get set }

    /// Adds the next batch, and says how many rows it had: none at the end.
    mutating func addNext() async throws(DomainError) -> Int
}
