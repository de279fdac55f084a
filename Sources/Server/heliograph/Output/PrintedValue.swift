import AccountsModel
import Essentials
import JSONCoding

/// A value that a command prints, as JSON or as a person reads it; fields keep their order.
enum PrintedValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// An amount; exact, as a decimal number.
    case money(Money)
    case string(String)
    case array([PrintedValue])
    case record([(String, PrintedValue)])

    static func integer(_ number: Int?) -> PrintedValue { number.map { .integer($0) } ?? .null }
    static func text(_ text: String?) -> PrintedValue { text.map(PrintedValue.string) ?? .null }
    static func id(_ id: ObjectID) -> PrintedValue { .string(id.description) }
    static func moment(_ moment: Timestamp) -> PrintedValue { .string(moment.iso8601) }
    static func moment(_ moment: Timestamp?) -> PrintedValue {
        moment.map { .moment($0) } ?? .null
    }

    /// The value as JSON, on one line.
    var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The value as a person reads it.
    var plainText: String {
        switch self {
        case .null: "-"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .money(let amount): amount.description
        case .string(let text): text
        case .array(let values): values.map(\.plainText).joined(separator: ",")
        case .record(let fields):
            fields.map { "\($0.0)=\($0.1.plainText)" }.joined(separator: " ")
        }
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .integer(let number): writer.integer(number)
        case .money(let amount): writer.millionths(amount.micros)
        case .string(let text): writer.string(text)
        case .array(let values):
            writer.array { for value in values { value.write(to: &$0) } }
        case .record(let fields):
            writer.object {
                for (name, value) in fields {
                    $0.key(text: name)
                    value.write(to: &$0)
                }
            }
        }
    }
}
