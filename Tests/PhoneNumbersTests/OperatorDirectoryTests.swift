import PhoneNumbers
import Testing

@Suite struct OperatorDirectoryTests {
    private let directory = OperatorDirectory.shared

    @Test(arguments: [
        ("+34600000000", "Vodafone", "214", "01"), ("+34609000000", "Movistar", "214", "07"),
        ("+447400123456", "Three", "234", "20"),
    ])
    func `a mobile number is of the operator that has its prefix`(
        text: String,
        name: String,
        mcc: String,
        mnc: String
    ) throws {
        let facts = directory.lookUp(try #require(E164Number(text)))
        #expect([facts.operatorName, facts.mcc, facts.mnc] == [name, mcc, mnc])
        #expect(facts.type == .mobile)
        #expect(facts.isValid)
    }

    @Test func `a number without an operator has its country's network code, if it is mobile`()
        throws
    {
        let fixed = directory.lookUp(try #require(E164Number("+34911234567")))
        #expect(fixed.type == .fixedLine)
        #expect(fixed.mcc == nil)
        #expect(fixed.operatorName == nil)
        let dead = directory.lookUp(try #require(E164Number("+34999999999")))
        #expect(!dead.isValid)
    }

    @Test func `every operator is complete`() {
        #expect(directory.operators.count > 1_000)
        for known in directory.operators {
            #expect(!known.name.isEmpty)
            #expect(known.mcc.map { $0.count == 3 } ?? (known.mnc == nil))
            #expect(known.mnc.map { (2...3).contains($0.count) } ?? true)
            #expect(known.country.map { Country(code: $0) != nil } ?? true, "\(known)")
        }
    }
}
