import Attributes
import AudienceColumns
import CAllocations
import Essentials
import Filters
import Glibc
import JSONCoding

/// Filters over an audience in memory: 100,000 contacts with ten events each, or as many contacts
/// as `HELIOGRAPH_FILTER_CONTACTS` says.
enum FilterBenchmarks {
    static func run(_ benchmarks: Benchmarks) throws {
        let names = [
            "filter.load", "filter.update", "filter.count", "filter.first", "filter.page",
            "filter.aggregate",
        ]
        guard names.contains(where: { benchmarks.filter.isEmpty || $0.contains(benchmarks.filter) })
        else { return }
        let wanted = getenv("HELIOGRAPH_FILTER_CONTACTS").flatMap { Int(String(cString: $0)) }
        let audience = LargeAudience(contacts: wanted ?? 100_000)
        audience.load(benchmarks)
        try audience.count(benchmarks)
        try audience.find(benchmarks)
        try audience.aggregate(benchmarks)
        audience.update(benchmarks)
    }
}

/// A project's audience as a shop has it.
private final class LargeAudience {
    private let columns = AudienceColumns()
    private let contacts: Int
    private var generator = SeededGenerator(seed: 7)
    private let context = FilterContext(
        now: Timestamp(iso8601: "2026-03-02T10:17:30Z") ?? Timestamp(seconds: 0),
        zone: TimeZoneRules("Europe/Madrid") ?? .utc
    )

    private let firstNames = (0..<2_000).map { "Nombre\($0 * 7 % 2_003)" }
    private let cities = (0..<3_000).map { "Ciudad \($0)" }
    private let countries = ["ES", "ES", "ES", "PT", "FR", "IT", "DE", "GB", "MX", "AR"]
    private let types = [
        "page_view", "page_view", "page_view", "ecommerce_product_view", "ecommerce_product_view",
        "ecommerce_cart_add", "ecommerce_order_create", "sms_delivered", "sms_clicked", "login",
    ]

    init(contacts: Int) { self.contacts = contacts }

    func load(_ benchmarks: Benchmarks) {
        let start = residentBytes()
        var sources: [SourceRow] = []
        let contactCost = cpu {
            for number in 0..<contacts {
                let row = columns.insert(values(number))
                sources.append(columns.addSource(to: row))
            }
        }
        report("filter.load.contact", contactCost / Double(contacts))
        let middle = residentBytes()
        let events = contacts * 10
        let eventCost = cpu {
            for number in 0..<events {
                let source = sources[Int.random(in: 0..<contacts, using: &generator)]
                columns.append(event(number), of: source)
            }
        }
        report("filter.load.event", eventCost / Double(events))
        bytes("filter.load.contact", Double(middle - start) / Double(contacts))
        bytes("filter.load.event", Double(residentBytes() - middle) / Double(events))
        bytes("filter.load.all", Double(residentBytes() - start))
        bytes("filter.load.columns", Double(columns.memoryBytes))
    }

    func count(_ benchmarks: Benchmarks) throws {
        for (name, json) in Self.filters {
            let parsed = try JSONDocument.parse(Array(json.utf8))
            let filter = try Filter(parsed, catalogue: FilterCatalogue()).bound(context)
            let first = cpu { _ = columns.count(filter) }
            report("filter.count.\(name).first_time", first)
            benchmarks.measure("filter.count.\(name)") { _ = columns.count(filter) }
        }
    }

    func find(_ benchmarks: Benchmarks) throws {
        let parsed = try JSONDocument.parse(Array(Self.filters[0].json.utf8))
        let filter = try Filter(parsed, catalogue: FilterCatalogue()).bound(context)
        benchmarks.measure("filter.first.by_date") {
            _ = columns.first(filter, by: "_date_updated", ascending: false, limit: 50)
        }
        let everyone = Filter.everyone.bound(context)
        benchmarks.measure("filter.first.all_by_text") {
            _ = columns.first(everyone, by: "_first_name", limit: contacts)
        }
        var last: ContactRow?
        benchmarks.measure("filter.page.contact", operations: 100) {
            let page = columns.page(filter, after: last, through: columns.lastRow, limit: 100)
            last = page.last
        }
    }

    func aggregate(_ benchmarks: Benchmarks) throws {
        let everything = EventFilter.everything.bound(context)
        let parsed = try JSONDocument.parse(Array(Self.typesByMonth.utf8))
        let wanted = try Aggregation.parse(parsed, over: .events, catalogue: FilterCatalogue())
        benchmarks.measure("filter.aggregate.types_by_month") {
            _ = try? columns.aggregate(wanted, of: everything, context)
        }
    }

    func update(_ benchmarks: Benchmarks) {
        let updates = (0..<10_000).map { ($0 * 97 % contacts, values($0 + contacts)) }
        benchmarks.measure("filter.update.contact", operations: updates.count) {
            for (number, values) in updates {
                columns.replace(ContactRow(serial: UInt32(number + 1)), with: values)
            }
        }
    }

    private static let filters: [(name: String, json: String)] = [
        ("five", group(attributes)),
        ("five_with_event", group(attributes.dropLast() + [ordered])),
        ("four_with_sum", group(attributes.dropLast() + [spent])),
        ("sum", group([spent])),
        ("sequence", group([abandoned])),
        ("contains_of_all_different", group([email])),
    ]

    private static func group(_ children: some Sequence<String>) -> String {
        #"{"type":"group","join":"and","children":["# + children.joined(separator: ",") + "]}"
    }

    private static func attribute(_ key: String, _ name: String, _ values: String) -> String {
        #"{"type":"attribute_condition","key":"\#(key)","operator":"\#(name)","values":\#(values)}"#
    }

    private static let attributes = [
        attribute("_country_code", "in", #"["ES","PT"]"#),
        attribute("_is_subscribed_sms", "equals", #"[true]"#),
        attribute("_first_name", "contains", #"["bre1"]"#),
        attribute("_date_seen", "in-last", #"[90,"days"]"#),
        attribute("_client_tags", "any-of", #"["vip"]"#),
    ]

    private static let ordered = """
        {"type":"event_condition","key":"event-type","operator":"equals",
        "values":["ecommerce_order_create"],"count":{"operator":"gte","values":[2]},
        "where":{"type":"event_condition","key":"parameters.amount","operator":"gt","values":[20]},
        "window":{"operator":"in-last","values":[180,"days"]}}
        """

    private static let spent = """
        {"type":"event_condition","key":"event-type","operator":"equals",
        "values":["ecommerce_order_create"],
        "aggregate":{"function":"sum","key":"parameters.amount","operator":"gte","values":[150]}}
        """

    private static let abandoned = """
        {"type":"event_sequence","steps":[
        {"key":"event-type","operator":"equals","values":["ecommerce_cart_add"]},
        {"key":"event-type","operator":"equals","values":["ecommerce_order_create"],
        "within":[2,"days"],"absent":true}]}
        """

    private static let typesByMonth = """
        {"months":{"type":"date-histogram","key":"event-date","interval":"month",
        "aggregations":{"types":{"type":"terms","key":"event-type"}}}}
        """

    private static let email =
        attribute("_email", "contains", #"["77@ex"]"#)

    // MARK: Data

    private func values(_ number: Int) -> [(key: String, value: AttributeValue)] {
        let bits = Int(truncatingIfNeeded: generator.next() & 0xFF_FFFF)
        func moment(_ days: Int) -> AttributeValue {
            .moment(context.now - .seconds(Int64(days) * 86_400 + Int64(bits)))
        }
        var values: [(key: String, value: AttributeValue)] = [
            ("_user_id", .text("C-\(number)")),
            ("_email", .text("customer.number\(number)@example.com")),
            ("_phone_mobile", .text("+346\(10_000_000 + number)")),
            ("_first_name", .text(firstNames[bits % 2_000])),
            ("_last_name", .text(firstNames[bits / 3 % 2_000])),
            ("_country_code", .text(countries[bits % 10])),
            ("_city", .text(cities[bits % 3_000])),
            ("_language", .text("es")),
            ("_birthday", .date(CivilDate(daysSinceEpoch: Int64(bits % 18_000)))),
            ("_is_subscribed_sms", .bool(bits % 5 != 0)),
            ("_is_subscribed_email", .bool(bits % 3 != 0)),
            ("_date_registered", moment(bits % 2_000)),
            ("_date_seen", moment(bits % 365)),
            ("_date_updated", moment(bits % 30)),
            ("_loyalty_points", .decimal(Double(bits % 10_000) / 10)),
        ]
        if bits % 4 == 0 {
            values.append(("_client_tags", .list([.text("vip"), .text("tag\(bits % 50)")])))
        }
        return values
    }

    private func event(_ number: Int) -> EventFacts {
        let bits = Int(truncatingIfNeeded: generator.next() & 0xFF_FFFF)
        let type = types[bits % 10]
        var parameters: [String: AttributeValue] = [:]
        switch type {
        case "page_view": parameters = ["url": .text("https://shop.example/\(bits % 5_000)")]
        case "ecommerce_order_create":
            parameters = [
                "order_id": .text("O-\(number)"), "amount": .decimal(Double(bits % 20_000) / 100),
                "currency": .text("EUR"), "items": .integer(Int64(bits % 9)),
            ]
        case "ecommerce_product_view", "ecommerce_cart_add":
            parameters = [
                "product_sku": .text("SKU\(bits % 20_000)"),
                "price": .decimal(Double(bits % 9_000) / 100),
            ]
        case "sms_delivered", "sms_clicked": parameters = ["campaign_id": .text("c\(bits % 300)")]
        default: break
        }
        // Most arrive in the order in which they happen, over two years.
        let share = Double(number) / Double(contacts * 10)
        let seconds = Int64((1 - share) * 730 * 86_400) + Int64(bits % 3_600)
        let date = context.now - .seconds(seconds)
        return EventFacts(
            id: Int64(number + 1),
            type: type,
            date: date,
            createdAt: date,
            parameters: parameters
        )
    }

    // MARK: Measuring

    private func cpu(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
        }
        let start = now()
        body()
        return now() - start
    }

    private func report(_ name: String, _ nanoseconds: Double) {
        print(#"{"name":"\#(name)","cpu_nanoseconds":\#(nanoseconds.rounded())}"#)
        fflush(nil)
    }

    private func bytes(_ name: String, _ bytes: Double) {
        print(#"{"name":"\#(name)","bytes":\#(bytes.rounded())}"#)
        fflush(nil)
    }

    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer: [CChar] = Array(repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
