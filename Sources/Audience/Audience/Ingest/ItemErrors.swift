import AudienceModel
import Essentials
import JSONCoding

/// The errors of an item in the order in which they were found.
struct ItemErrors: Error, Hashable {
    /// The most errors to keep; more would not help anybody.
    static let limit = 20

    private(set) var list: [IngestError] = []

    init() {}

    init(_ error: IngestError) { list = [error] }

    var isEmpty: Bool { list.isEmpty }

    mutating func add(_ error: IngestError) {
        if list.count < Self.limit { list.append(error) }
    }
}

extension IngestError {
    static func notAnObject(_ json: JSONValue) -> IngestError {
        IngestError("", "item.wrong_type", Phrase.mustBe("an object", not: json.typeName))
    }
}
