internal import CPhoneNumber

/// The calling codes of the world with their countries and the lengths of their numbers.
///
/// Read from libphonenumber once, at first use or by `warmUp()`.
public final class NumberingPlan: Sendable {
    /// The plan, read at first use.
    static let shared = NumberingPlan()

    /// Reads the plan now, which takes some milliseconds, so that no caller waits for it later.
    public static func warmUp() {
        precondition(!shared.countries.isEmpty, "libphonenumber gave no countries")
    }

    /// The countries by ISO code, in order.
    let countries: [Country]
    let countriesByCode: [String: Country]

    /// For each calling code: bit n if national numbers of n digits exist, bit 0 if it exists.
    private let lengths: [UInt16]

    /// For each calling code: one more than the index of its main country, 0 for none.
    private let mainCountry: [UInt16]

    /// For each calling code: whether several countries share it.
    private let isShared: [Bool]

    private let ranges = NumberRangeCache()

    private init() {
        countries = Self.readCountries()
        countriesByCode = Dictionary(uniqueKeysWithValues: countries.map { ($0.code, $0) })
        var lengths = [UInt16](repeating: 0, count: 1000)
        for code in Self.readCallingCodes() {
            lengths[Int(code.calling_code)] = UInt16(truncatingIfNeeded: code.lengths) | 1
        }
        self.lengths = lengths
        var mainCountry = [UInt16](repeating: 0, count: 1000)
        var sharers = [Int](repeating: 0, count: 1000)
        for (index, country) in countries.enumerated() {
            sharers[country.callingCode] += 1
            if country.isMain { mainCountry[country.callingCode] = UInt16(index + 1) }
        }
        self.mainCountry = mainCountry
        isShared = sharers.map { $0 > 1 }
    }

    func isAssigned(_ callingCode: Int) -> Bool { lengths[callingCode] != 0 }

    func isPossible(_ number: E164Number) -> Bool {
        lengths[number.callingCode] >> UInt16(number.nationalDigitCount) & 1 == 1
    }

    func country(of number: E164Number) -> String? {
        var index = mainCountry[number.callingCode]
        if isShared[number.callingCode] {
            let known = range(of: number).country
            if known != 0 { index = known }
        }
        return index == 0 ? nil : countries[Int(index) - 1].code
    }

    /// Whether the number is valid; if the cached answer for its range is yes, that is enough.
    func isValid(_ number: E164Number) -> Bool {
        range(of: number).isInUse || PhoneNumberValidator.isValid(number)
    }

    // MARK: Ranges of numbers

    private func range(of number: E164Number) -> NumberRange {
        let key = NumberRange.Key(number)
        if let range = ranges[key] { return range }
        let range = probe(key, callingCode: number.callingCode)
        ranges[key] = range
        return range
    }

    /// Checks a few numbers of the range, always the same ones.
    private func probe(_ key: NumberRange.Key, callingCode: Int) -> NumberRange {
        var range = NumberRange(country: 0, isInUse: false)
        for digit in [UInt8(ascii: "0"), UInt8(ascii: "2"), UInt8(ascii: "5"), UInt8(ascii: "8")] {
            let answer = PhoneNumberValidator.check(
                callingCode: callingCode,
                national: key.number(fill: digit)
            )
            guard answer.isValid || range.country == 0 else { continue }
            if let index = countries.firstIndex(where: { $0.code == answer.country }) {
                range.country = UInt16(index + 1)
            }
            range.isInUse = answer.isValid
            if answer.isValid { break }
        }
        return range
    }

    // MARK: Reading

    private static func readCountries() -> [Country] {
        var regions = [cphonenumber_region](repeating: .init(), count: 400)
        let count = min(cphonenumber_regions(&regions, regions.count), regions.count)
        return regions.prefix(count).map { region in
            Country(
                code: String(fixed: region.region),
                callingCode: Int(region.calling_code),
                isMain: region.is_main != 0
            )
        }
    }

    private static func readCallingCodes() -> [cphonenumber_calling_code] {
        var codes = [cphonenumber_calling_code](repeating: .init(), count: 1000)
        let count = min(cphonenumber_calling_codes(&codes, codes.count), codes.count)
        return codes.prefix(count).filter { (1...999).contains($0.calling_code) }
    }
}

extension String {
    /// The text in a fixed array of C characters, up to its zero.
    init<Characters>(fixed characters: Characters) {
        self = withUnsafeBytes(of: characters) { octets in
            String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
