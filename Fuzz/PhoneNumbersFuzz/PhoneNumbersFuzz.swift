import PhoneNumbers

/// Reads any text as a number in every way there is; every promise of the API is checked.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let number = E164Number(text) {
        precondition((7...15).contains(number.digitCount))
        precondition(E164Number(number.description) == number, "a number survives its text")
        precondition(E164Number(digits: number.digits) == number, "a number survives its digits")
        precondition(number.nationalDigitCount > 0)
        _ = number.country
    }
    if let recipient = try? E164Number.recipient(text) {
        precondition(recipient.isPossible, "a recipient has a length of its country")
        precondition(PhoneNumber(recipient).number == recipient)
    }
    for country in [nil, "ES", "US", "zz"] {
        guard let parsed = try? PhoneNumber.parse(text, defaultCountry: country) else { continue }
        precondition(!parsed.isValid || parsed.isPossible, "what is valid is possible")
        precondition(!parsed.internationalFormat.isEmpty)
    }
    return 0
}
