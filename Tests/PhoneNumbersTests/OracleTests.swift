import Essentials
import PhoneNumbers
import TestSupport
import Testing

/// Compares the tables with the package that they come from, on random numbers.
@Suite struct OracleTests {
    @Test func `validity, type and country are the package's`() async throws {
        let records = try await Self.oracle(numbers: 150_000, texts: 0)
        #expect(records.count == 150_000)
        var valid = 0
        var wrong: [String] = []
        for record in records {
            let (digits, type, country) = (record[1], String(record[2]), String(record[3]))
            let number = E164Number(String(digits))
            let found = number.flatMap { $0.isValid ? $0.type.rawValue : nil } ?? ""
            let isPlaced = country.isEmpty || number?.country == country
            if found != type || !isPlaced { wrong.append("\(digits): \(type) \(country)") }
            valid += type.isEmpty ? 0 : 1
        }
        #expect(wrong.isEmpty)
        #expect(valid > 50_000)
    }

    @Test func `what people dial is read as the package reads it`() async throws {
        let records = try await Self.oracle(numbers: 0, texts: 30_000)
        #expect(records.count == 30_000)
        var valid = 0
        var wrong: [String] = []
        for record in records where record[3].count <= 15 {
            let (text, country, expected) = (String(record[1]), String(record[2]), record[3])
            let parsed = try? PhoneNumber.parse(text, defaultCountry: country)
            let number = parsed.flatMap { $0.isValid ? $0.number : nil }
            let found = number.map { "\($0.digits)" } ?? ""
            valid += expected.isEmpty ? 0 : 1
            if found == expected { continue }
            // Here we know more: international numbers without plus, where the package sees a
            // national number without its prefix; 00 everywhere; former numbers.
            let digits = text.filter { $0.isASCII && $0.isNumber }
            let isInternational = found == digits
            let knowsMore =
                expected.isEmpty
                && (digits.hasPrefix("00") || [52, 55].contains(number?.callingCode)
                    || digits.hasPrefix("\(number?.callingCode ?? 0)"))
            if !isInternational && !knowsMore {
                wrong.append("\(text) in \(country): \(expected), not \(found)")
            }
        }
        #expect(wrong.isEmpty)
        #expect(valid > 3_000)
    }

    private static func oracle(numbers: Int, texts: Int) async throws -> [[Substring]] {
        let root = ExampleNumbers.root
        let seed = UInt32.random(in: 0...UInt32.max)
        let outcome = try await ChildProcess.run(
            [
                "\(root)/.build/numbering/python/bin/python", "-B",
                "\(root)/Scripts/numbering/oracle.py", "\(numbers)", "\(texts)", "\(seed)",
            ],
            within: .seconds(600)
        )
        #expect(outcome.status == 0, "seed \(seed): \(outcome.errors)")
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
    }
}
