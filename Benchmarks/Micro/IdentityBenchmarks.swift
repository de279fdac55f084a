import Essentials
import Identity

/// Merging: contacts come in, come again, change and are chained together by bad values.
enum IdentityBenchmarks {
    private static let batch = 100
    private static let people = 50_000

    static func run(_ benchmarks: Benchmarks) {
        var number = 0
        var graph = IdentityGraph(rules: .usual, salt: IdentitySalt(1, 2))
        benchmarks.measure("identity.new", operations: batch) {
            // Begins anew at a size at which nothing fits the processor's caches.
            if number >= 8 * people {
                graph = IdentityGraph(rules: .usual, salt: IdentitySalt(1, 2))
                number = 0
            }
            _ = graph.apply((number..<number + batch).map { person($0) })
            number += batch
        }
        number = 0
        graph = filled(people) { person($0) }
        benchmarks.measure("identity.unchanged", operations: batch) {
            number = (number + batch) % people
            _ = graph.apply((number..<number + batch).map { person($0) })
        }
        var version = 0
        benchmarks.measure("identity.changed", operations: batch) {
            number = (number + batch) % people
            version += 1
            _ = graph.apply((number..<number + batch).map { person($0, version: version) })
        }
        graph = filled(people, link)
        benchmarks.measure("identity.chain-cut-and-mended") {
            number = 1000 + (number + 37) % (people - 2000)
            _ = graph.apply([.remove(key(1, number))])
            _ = graph.apply([link(number)])
        }
    }

    private static func filled(_ count: Int, _ make: (Int) -> ContactChange) -> IdentityGraph {
        var graph = IdentityGraph(rules: .usual, salt: IdentitySalt(1, 2))
        for start in stride(from: 0, to: count, by: batch) {
            _ = graph.apply((start..<start + batch).map(make))
        }
        return graph
    }

    /// Half of the people are in two data sources, under different user ids.
    private static func person(_ number: Int, version: Int = 0) -> ContactChange {
        let person = number * 2 / 3
        let source = number % 3 == 1 ? 2 : 1
        return .upsert(
            key(source, number),
            number: Int64(number),
            values: [
                MergeValue("_email", "person.\(person).\(version)@mail-\(person % 100).net"),
                MergeValue("_phone_mobile", "+346\(10_000_000 + person)"),
            ]
        )
    }

    /// A link of a chain: shares its e-mail with the one before, its phone with the one after.
    private static func link(_ number: Int) -> ContactChange {
        .upsert(
            key(1, number),
            number: Int64(number),
            values: [
                MergeValue("_email", "c\(number / 2)@x.org"),
                MergeValue("_phone_mobile", "+346\(10_000_000 + (number + 1) / 2)"),
            ]
        )
    }

    private static func key(_ source: Int, _ number: Int) -> ContactKey {
        ContactKey(source: DataSourceNumber(Int64(source)), userID: "U-\(source)-\(number)")
    }
}
