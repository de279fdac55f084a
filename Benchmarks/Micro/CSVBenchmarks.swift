import CSVCoding

/// Reading and writing CSV, a field at a time.
enum CSVBenchmarks {
    private static let rows = 200
    private static let row = [
        "U-12345", "ana.garcia@example.com", "+34600000000", "Ana", "García López", "",
        "Calle Mayor 1, 2º B", "say \"hi\"", "2026-01-02T03:04:05Z", "true",
    ]

    static func run(_ benchmarks: Benchmarks) throws {
        let fields = rows * row.count
        var file: [UInt8] = []
        try benchmarks.measure("csv.write.field", operations: fields) {
            var writer = CSVWriter(capacity: 32_768)
            for _ in 0..<rows { writer.row(row) }
            file = writer.bytes
        }
        try benchmarks.measure("csv.read.field", operations: fields) {
            var reader = CSVReader(delimiter: .comma)
            reader.feed(file)
            reader.finish()
            var count = 0
            while let row = try reader.next() {
                for column in row.indices { count += row[column].utf8.count }
            }
        }
    }
}
