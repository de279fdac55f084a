import PhoneNumbers

/// Reads any text as a number in every way there is; every promise of the API is checked.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let number = E164Number(text) {
        precondition((6...15).contains(number.digitCount))
        precondition(E164Number(number.description) == number, "a number survives its text")
        precondition(E164Number(digits: number.digits) == number, "a number survives its digits")
        precondition(number.nationalDigitCount > 0)
        precondition(number.current.current == number.current, "the current number stays")
        precondition(number.variants.first == number.current)
        for variant in number.variants {
            precondition(variant.variants.contains(number.current), "variants have each other")
        }
        _ = OperatorDirectory.shared.lookUp(number)
    }
    if let recipient = try? E164Number.recipient(text) {
        precondition(recipient.isValid, "the plan has every recipient")
        precondition(PhoneNumber(recipient).isPossible, "what is valid is possible")
        for spelling in ["\(recipient)", "00\(recipient.digits)", " \(recipient.digits) "] {
            precondition((try? E164Number.recipient(spelling)) == recipient, "spellings agree")
        }
    }
    for country in [nil, "ES", "US", "AR", "zz"] {
        guard let parsed = try? PhoneNumber.parse(text, defaultCountry: country) else { continue }
        precondition(!parsed.isValid || parsed.isPossible, "what is valid is possible")
        precondition(NumberCheck(text, country: country ?? "ES").lengths.allSatisfy { $0 > 0 })
    }
    return 0
}
