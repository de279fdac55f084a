import Attributes
import AudienceColumns
import Essentials
import Filters
import JSONCoding

/// Parses any bytes as a filter; one that is taken must read back from its canonical text, and the
/// evaluator and the columns must agree on a contact.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let json = try? JSONDocument.parse(bytes) else { return 0 }
    let catalogue = FilterCatalogue()
    _ = try? EventFilter(json, catalogue: catalogue)
    _ = try? Aggregation.parse(json, over: .contacts, catalogue: catalogue)
    guard let filter = try? Filter(json, catalogue: catalogue) else { return 0 }
    let canonical = filter.canonical
    guard let again = try? JSONDocument.parse(canonical),
        let same = try? Filter(again, catalogue: catalogue)
    else { preconditionFailure("a canonical text can be read") }
    precondition(same.canonical == canonical, "a canonical text stays the same")

    let context = FilterContext(now: Timestamp(seconds: 1_780_000_000))
    let bound = filter.bound(context)
    let columns = AudienceColumns(catalogue)
    let row = columns.insert(Sample.values.map { (key: $0.key, value: $0.value) })
    let source = columns.addSource(to: row)
    for event in Sample.history { columns.append(event, of: source) }
    let matches = bound.matches(Sample())
    precondition(columns.count(bound) == (matches ? 1 : 0), "columns agree with the evaluator")
    return 0
}

/// A contact.
private struct Sample: ContactFacts {
    static let values: [String: AttributeValue] = [
        "_first_name": .text("José"), "_client_tags": .list([.text("vip"), .text("new")]),
        "_loyalty_points": .decimal(12.5), "_is_subscribed_sms": .bool(true),
        "_birthday": .date(CivilDate(daysSinceEpoch: 7_000)),
        "_date_seen": .moment(Timestamp(seconds: 1_779_900_000)),
    ]

    static let history: [EventFacts] = (0..<4).map(event)

    /// Purchases and page views in turn, with the parameters that their types define: the columns
    /// keep no others.
    private static func event(_ number: Int) -> EventFacts {
        let isPurchase = number % 2 == 0
        return EventFacts(
            id: Int64(number),
            type: isPurchase ? "purchase" : "page_view",
            date: Timestamp(seconds: 1_779_900_000 + Int64(number)),
            createdAt: Timestamp(seconds: 1_779_900_000),
            parameters: isPurchase
                ? ["amount": .decimal(Double(number) * 10)]
                : ["url": .text("https://a.example/\(number)")]
        )
    }

    func value(of attribute: String) -> AttributeValue? { Sample.values[attribute] }

    func events(ofTypes isWanted: (String) -> Bool) -> [EventFacts] {
        Sample.history.filter { isWanted($0.type) }
    }
}
