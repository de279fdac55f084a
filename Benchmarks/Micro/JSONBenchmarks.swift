import JSONCoding

/// Reading and writing JSON.
enum JSONBenchmarks {
    static func run(_ benchmarks: Benchmarks) throws {
        try benchmarks.measure("json.parse.single") {
            _ = try JSONDocument.parse(Samples.single)
        }
        try benchmarks.measure("json.parse.bulk_item", operations: 100) {
            _ = try JSONDocument.parse(Samples.bulk)
        }
    }
}
