import Attributes
import Audience
import Essentials
import Filters
import Host
import JSONCoding

/// The filter of an export: what was given as one, and what options add to it.
struct ExportFilter {
    /// The most octets of a filter in a file.
    private static let longest = 1 << 20

    /// The filter; nil for all rows.
    private let root: JSONValue?

    /// Reads `--filter`, `--types`, `--since` and `--until`.
    init(_ arguments: Arguments, of kind: RecordKind) throws {
        var conditions: [JSONValue] = []
        if let text = arguments.text("filter") { conditions.append(try Self.filter(text)) }
        let types = arguments.texts("types")
        if !types.isEmpty {
            conditions.append([
                "type": "event_condition", "key": "event-type", "operator": "in",
                "values": .array(types.map { .string($0) }),
            ])
        }
        if let since = try arguments.timestamp("since") {
            conditions.append(kind.condition("gte", since))
        }
        if let until = try arguments.timestamp("until") {
            conditions.append(kind.condition("lt", until))
        }
        switch conditions.count {
        case 0: root = nil
        case 1: root = conditions.first
        default: root = ["type": "group", "join": "and", "children": .array(conditions)]
        }
    }

    /// The filter of an export of contacts.
    func contacts(_ catalogue: FilterCatalogue) throws(ServiceError) -> Filter {
        do throws(FilterError) {
            return try Filter(root, catalogue: catalogue)
        } catch {
            throw ServiceError(error)
        }
    }

    /// The filter of an export of events.
    func events(_ catalogue: FilterCatalogue) throws(ServiceError) -> EventFilter {
        do throws(FilterError) {
            return try EventFilter(root, catalogue: catalogue)
        } catch {
            throw ServiceError(error)
        }
    }

    /// The JSON of a text, or of the file that a text beginning with `@` names.
    private static func filter(_ text: String) throws -> JSONValue {
        var octets = Array(text.utf8)
        if text.hasPrefix("@") {
            let path = String(text.dropFirst())
            guard let content = try FileContents.read(path, atMost: longest) else {
                throw UsageError("there is no file '\(path)'")
            }
            octets = content
        }
        do {
            return try JSONDocument.parse(octets)
        } catch {
            throw UsageError(
                "--filter is not JSON; give a filter, or @ and the name of a file with one"
            )
        }
    }
}

extension RecordKind {
    /// A condition on when a contact last changed or an event happened.
    fileprivate func condition(_ operation: String, _ moment: Timestamp) -> JSONValue {
        let (type, key): (JSONValue, JSONValue) =
            switch self {
            case .contacts: ("attribute_condition", "_date_updated")
            case .events: ("event_condition", "event-date")
            }
        return [
            "type": type, "key": key, "operator": .string(operation),
            "values": [.string(moment.iso8601)],
        ]
    }
}
