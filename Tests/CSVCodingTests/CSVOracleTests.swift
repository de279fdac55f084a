import CSVCoding
import Essentials
import Foundation
import TestSupport
import Testing

/// Python's csv module, in its strict mode, on the same texts.
@Suite(.timeLimit(.minutes(2)))
struct CSVOracleTests {
    private static let pieces = [
        "a", "7", " ", "ñ", ",", ",", "\"", "\"", "\"\"", "\r", "\n", "\r\n", ";", "\t", "\u{FEFF}",
    ]

    @Test func `rows and errors are those that Python finds`() async throws {
        var generator = SeededGenerator(seed: 7)
        let texts = (0..<4_000).map { _ in
            (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
        }
        let folder = try TemporaryFolder("heliograph-csv")
        let path = folder.file("texts")
        let lines = texts.map { text in
            text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: path,
            atomically: true,
            encoding: .utf8
        )
        let program = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Independent/csv_rows.py").path
        let outcome = try await ChildProcess.run(["python3", program, path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = outcome.output.split(separator: 10)
        #expect(answers.count == texts.count)
        var (rowCount, errorCount) = (0, 0)
        for (text, answer) in zip(texts, answers) {
            let reading = Reading(text, delimiter: .comma)
            let expected = try JSONDecoder().decode([[String]]?.self, from: Data(answer))
            #expect(reading.errors.isEmpty == (expected != nil), "\(text.debugDescription)")
            if let expected { #expect(reading.rows == expected, "\(text.debugDescription)") }
            rowCount += expected?.count ?? 0
            errorCount += expected == nil ? 1 : 0
        }
        // That texts of both kinds were tried.
        #expect(rowCount > 1_000 && errorCount > 500)
    }
}
