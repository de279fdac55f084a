import Essentials
import SMSText
import Testing

@Suite struct SMSComposerTests {
    @Test func `plain text of one part is delivered as it is`() throws {
        let composition = try SMSComposer.compose(text: "Your code is 4821", allowUnicode: false)
        #expect(composition.deliveredText == "Your code is 4821")
        #expect(composition.encoding == .gsm7)
        #expect(!composition.isUnicode)
        #expect(composition.charactersCount == 17)
        #expect(composition.partsCount == 1)
        let part = try #require(composition.parts(reference: 1).first)
        #expect(part.userDataHeader.isEmpty)
        #expect(part.payload == Array("Your code is 4821".utf8))
        #expect(part.dataCoding == .gsm7)
    }
}
