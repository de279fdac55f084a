internal import CPhoneNumber

/// Checks of a number by libphonenumber; each takes some 10 µs.
public enum PhoneNumberValidator {
    /// Whether the country has numbers of this length.
    public static func isPossible(_ number: E164Number) -> Bool { number.isPossible }

    /// Whether the number is in a range that is assigned for use.
    public static func isValid(_ number: E164Number) -> Bool {
        check(callingCode: number.callingCode, national: number.nationalDigits).isValid
    }

    static func check(
        callingCode: Int,
        national: [UInt8]
    ) -> (isValid: Bool, country: String?) {
        var region = cphonenumber_region()
        let isValid = national.withUnsafeBytes { digits in
            withUnsafeMutableBytes(of: &region.region) { region in
                cphonenumber_check(
                    Int32(callingCode),
                    digits.bindMemory(to: CChar.self).baseAddress,
                    digits.count,
                    region.bindMemory(to: CChar.self).baseAddress
                )
            }
        }
        let code = String(fixed: region.region)
        return (isValid != 0, code.isEmpty ? nil : code)
    }
}

extension E164Number {
    /// The digits after the calling code, as ASCII.
    var nationalDigits: [UInt8] {
        var octets = [UInt8](repeating: 0, count: nationalDigitCount)
        var rest = digits
        for index in octets.indices.reversed() {
            octets[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        return octets
    }
}
