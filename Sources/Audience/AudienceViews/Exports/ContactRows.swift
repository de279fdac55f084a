import Attributes
package import AudienceModel
import CSVCoding
import JSONCoding

/// Writes contacts as rows that an import accepts, with only what the view shows.
package struct ContactRows: Sendable {
    private(set) var text: RowText
    private let columns: [AttributeDefinition]

    /// - Parameters:
    ///   - view: the visible attributes of contacts.
    ///   - shape: how they are written.
    package init(_ view: ContactView, _ shape: ExportShape) {
        text = RowText(shape)
        columns = view.columns(shape.attributes)
        guard shape.format == .csv else { return }
        for column in columns { text.csv.field(column.uid) }
        text.csv.endRow()
    }

    /// Writes a contact.
    package mutating func add(_ contact: AudienceContact) {
        let values = contact.values
        switch text.format {
        case .csv:
            for column in columns { text.csv.field(values[column.uid]) }
            text.csv.endRow()
        case .ndjson:
            text.json.object { writer in
                for column in columns {
                    guard let value = values[column.uid] else { continue }
                    writer.key(text: column.uid)
                    writer.attribute(value)
                }
            }
            text.json.endLine()
        }
    }

    /// Returns the rows so far and removes them.
    package mutating func take() -> [UInt8] { text.take() }
}

extension ContactView {
    /// The columns of an export: `_user_id`, then the chosen attributes, or all that data sources
    /// can set, in the order of the catalogue.
    func columns(_ chosen: [String]?) -> [AttributeDefinition] {
        let names =
            chosen ?? attributes.filter { !$0.flags.contains(.readonly) }.map(\.uid)
        let definitions = Dictionary(permitted.map { ($0.uid, $0) }) { first, _ in first }
        var seen: Set<String> = []
        return (["_user_id"] + names).compactMap { name in
            seen.insert(name).inserted ? definitions[name] : nil
        }
    }
}
