import PhoneNumbers
import Testing

@Suite struct VariantsTests {
    @Test(arguments: [
        ("+5215512345678", "+525512345678"), ("+525512345678", "+525512345678"),
        ("+551181234567", "+5511981234567"), ("+5511981234567", "+5511981234567"),
        // A fixed line of eight digits stays one.
        ("+551123456789", "+551123456789"), ("+5491123456789", "+5491123456789"),
        ("+541123456789", "+541123456789"), ("+34600000000", "+34600000000"),
        // Not every dead number has a known successor.
        ("+22997000000", "+22997000000"), ("+5211112345678", "+5211112345678"),
    ])
    func `a former number is today's`(text: String, current: String) {
        #expect(E164Number(text)?.current.description == current)
    }

    @Test(arguments: [
        ["+525512345678", "+5215512345678"], ["+5491123456789", "+541123456789"],
        ["+5511981234567", "+551181234567"], ["+34600000000"], ["+551123456789"],
        ["+12025550123"],
    ])
    func `variants are found from each other`(texts: [String]) {
        for text in texts {
            guard let number = E164Number(text) else { continue }
            #expect(Set(number.variants.map(\.description)) == Set(texts), "\(text)")
            #expect(number.variants.first == number.current)
        }
    }
}
