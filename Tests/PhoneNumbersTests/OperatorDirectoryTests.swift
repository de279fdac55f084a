import Foundation
import PhoneNumbers
import TestSupport
import Testing

@Suite struct OperatorDirectoryTests {
    static let small = """
        heliograph-numbering 1
        C\tES\t214
        O\tES\t214\t01\tVodafone
        O\tES\t214\t\tIon mobile
        P\t34600\t0
        P\t346\t1
        P\t346022101\t1

        """

    @Test func `the longest prefix decides`() throws {
        let directory = try OperatorDirectory(parsing: Array(Self.small.utf8))
        let vodafone = try #require(E164Number("+34600000000"))
        #expect(directory.mobileOperator(of: vodafone)?.name == "Vodafone")
        let other = try #require(E164Number("+34602210199"))
        #expect(directory.mobileOperator(of: other)?.name == "Ion mobile")
        let none = try #require(E164Number("+34700000000"))
        #expect(directory.mobileOperator(of: none) == nil)
    }

    @Test func `a number is looked up`() throws {
        let directory = try OperatorDirectory(parsing: Array(Self.small.utf8))
        let known = directory.lookUp(try #require(E164Number("+34600000000")))
        #expect(known.country == "ES")
        #expect(known.type == .mobile)
        #expect(known.isValid)
        #expect([known.mcc, known.mnc, known.operatorName] == ["214", "01", "Vodafone"])
        let unknown = directory.lookUp(try #require(E164Number("+34711111111")))
        #expect([unknown.mcc, unknown.mnc, unknown.operatorName] == ["214", nil, nil])
        let fixed = directory.lookUp(try #require(E164Number("+34911234567")))
        #expect(fixed.type == .fixedLine)
        #expect(fixed.mcc == nil)
    }

    @Test(arguments: [
        ("", 1), ("heliograph-numbering 2\n", 1), ("heliograph-numbering 1\n", 2),
        ("heliograph-numbering 1\nO\tES\t214\t01\tA\nP\t34\t1\n", 3),
        ("heliograph-numbering 1\nO\tES\t214\t01\n", 2),
        ("heliograph-numbering 1\nO\tES\t214\t01\tA\nP\t3x\t0\n", 3),
        ("heliograph-numbering 1\nO\tES\t214\t01\tA\nP\t1234567890123456\t0\n", 3),
        ("heliograph-numbering 1\nX\n", 2),
    ])
    func `a malformed line is named`(text: String, line: Int) {
        #expect(throws: OperatorDirectoryError.malformed(line: line)) {
            try OperatorDirectory(parsing: Array(text.utf8))
        }
    }

    @Test func `a missing file is named`() {
        let path = "/nonexistent/numbering-data.tsv"
        #expect(
            throws: OperatorDirectoryError.unreadable(
                path: path,
                reason: "No such file or directory"
            )
        ) { try OperatorDirectory(file: path) }
        #expect(throws: OperatorDirectoryError.self) { try OperatorDirectory(file: "/dev/zero") }
        #expect(throws: OperatorDirectoryError.self) { try OperatorDirectory(file: "/tmp") }
    }

    @Test func `the script's data tells operators and network codes`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = FileManager.default.temporaryDirectory
            .appending(path: "numbering-data-\(getpid()).tsv")
        defer { try? FileManager.default.removeItem(at: path) }
        let script = root.appending(path: "Scripts/build-numbering-data").path
        #expect(try await ChildProcess.run([script, path.path]).status == 0)

        let directory = try OperatorDirectory(file: path.path)
        #expect(directory.operators.count > 1_000)
        let spain = directory.lookUp(try #require(E164Number("+34600000000")))
        #expect([spain.mcc, spain.mnc, spain.operatorName] == ["214", "01", "Vodafone"])
        let movistar = directory.lookUp(try #require(E164Number("+34609000000")))
        #expect([movistar.mcc, movistar.mnc, movistar.operatorName] == ["214", "07", "Movistar"])
        for known in directory.operators {
            #expect(known.mcc.map { $0.count == 3 } ?? (known.mnc == nil))
            #expect(known.country.map { Country(code: $0) != nil } ?? true, "\(known)")
        }
    }
}
