internal import CNumberPlans

/// The number plans of the world: tables that `Scripts/build-number-plans` puts into the binary.
///
/// Whether a number is valid, its type and its country are found in one walk over its digits.
struct NumberPlans: @unchecked Sendable {
    // Safe to share: nothing ever writes to the tables.
    static let shared = NumberPlans()

    /// The version of `phonenumbers` that the plans come from.
    let version: String

    /// The countries by ISO code, in order.
    let countries: [Country]
    private let indices: [String: Int]

    private let tables: CNumberPlansTables
    /// For each calling code: one more than its index, or 0 if nobody has it.
    private let callingCodes: [UInt16]

    private init() {
        let tables = CNumberPlans_tables().pointee
        version = String(cString: tables.version)
        var callingCodes = [UInt16](repeating: 0, count: 1000)
        for index in 0..<tables.calling_codes_count {
            callingCodes[Int(tables.calling_codes[index].code)] = UInt16(index + 1)
        }
        var countries: [Country] = []
        var indices: [String: Int] = [:]
        for index in 0..<tables.countries_count {
            let country = Country(tables.countries[index])
            guard !country.code.isEmpty else { continue }
            countries.append(country)
            indices[country.code] = index
        }
        self.tables = tables
        self.callingCodes = callingCodes
        self.countries = countries.sorted { $0.code < $1.code }
        self.indices = indices
    }

    // MARK: Calling codes

    func isAssigned(_ callingCode: Int) -> Bool { callingCodes[callingCode] != 0 }

    /// The calling code at the start of international digits; nil if nobody has it.
    func callingCode(of digits: Digits) -> Int? {
        var code = 0
        for index in 0..<min(3, digits.count) {
            code = code * 10 + Int(digits[index])
            if isAssigned(code) { return code }
        }
        return nil
    }

    /// Whether the calling code has national numbers of this length.
    func isPossible(_ number: E164Number) -> Bool {
        callingCode(number.callingCode).lengths >> UInt32(number.nationalDigitCount) & 1 == 1
    }

    /// The country and the type of a number, as far as its digits tell them.
    func place(of number: E164Number) -> NumberPlace {
        let code = callingCode(number.callingCode)
        let output = tables.states.output(from: code.start, number.nationalDigits)
        return NumberPlace(
            country: Int(code.first) + Int(output >> 4),
            type: output & 0xF == 0 ? nil : PhoneNumberType.all[Int(output & 0xF) - 1]
        )
    }

    /// The lengths of the national numbers of a calling code, shortest first.
    func possibleLengths(_ callingCode: Int) -> [Int] {
        let lengths = self.callingCode(callingCode).lengths
        return (0..<32).filter { lengths >> UInt32($0) & 1 == 1 }
    }

    private func callingCode(_ code: Int) -> CNumberPlansCallingCode {
        tables.calling_codes[Int(callingCodes[code]) - 1]
    }

    // MARK: Countries

    /// The index of the country with an ISO code in capitals; nil if there is none.
    func country(code: String) -> Int? { indices[code] }

    /// The index of the main country of a calling code.
    func mainCountry(_ callingCode: Int) -> Int { Int(self.callingCode(callingCode).first) }

    func country(at index: Int) -> Country { Country(tables.countries[index]) }

    /// The ISO code of a country; nil if the index is that of a calling code without a country.
    func countryCode(at index: Int) -> String? {
        let code = tables.countries[index].code
        guard code.0 != 0 else { return nil }
        return String(
            decoding: [UInt8(bitPattern: code.0), UInt8(bitPattern: code.1)],
            as: UTF8.self
        )
    }

    /// Whether national digits look like those of a country, whatever their type.
    func looksNational(_ digits: Digits, in country: Int) -> Bool {
        tables.states.output(from: tables.countries[country].general, digits) != 0
    }

    /// How many digits a national number has, compared with those of a country.
    func fit(_ count: Int, in country: Int) -> LengthFit {
        let country = tables.countries[country]
        let bit: UInt32 = 1 << UInt32(min(count, 31))
        if country.local_lengths & bit != 0 { return .isLocal }
        if country.lengths & bit != 0 { return .isPossible }
        if country.lengths < bit { return .isTooLong }
        return country.lengths & (bit - 1) == 0 ? .isTooShort : .isBetween
    }

    /// The digits without the prefix that people of the country dial before them.
    func withoutNationalPrefix(_ digits: Digits, in country: Int) -> Digits {
        let start = tables.countries[country].national_prefix
        guard let rewriting = rewriting(digits, from: start) else { return digits }
        let rewritten = Digits(digits, rewriting)
        let isBroken = looksNational(digits, in: country) && !looksNational(rewritten, in: country)
        return isBroken ? digits : rewritten
    }

    /// Whether people of the country dial a prefix before national numbers that the digits lack.
    func hasUnusedNationalPrefix(_ digits: Digits, in country: Int) -> Bool {
        let prefix = tables.countries[country].trunk_digit
        return prefix != 0 && digits.count > 0 && digits[0] != prefix - UInt8(ascii: "0")
    }

    /// The digits without the prefix of international calls from the country; nil without one.
    func withoutInternationalPrefix(_ digits: Digits, in country: Int) -> Digits? {
        let start = tables.countries[country].international_prefix
        guard let rewriting = rewriting(digits, from: start) else { return nil }
        let rest = Digits(digits, rewriting)
        // No calling code begins with 0.
        return rest.count > 0 && rest[0] == 0 ? nil : rest
    }

    private func rewriting(_ digits: Digits, from start: UInt16) -> CNumberPlansRewriting? {
        let number = tables.states.lastOutput(from: start, digits)
        return number == 0 ? nil : tables.rewritings[Int(number) - 1]
    }

    // MARK: Operators

    /// One more than the index of the operator of the longest known prefix; 0 if there is none.
    func operatorNumber(of number: E164Number) -> Int {
        let digits = Digits(number.digits, count: number.digitCount)
        return Int(tables.operator_states.longestOutput(from: tables.operator_start, digits))
    }

    /// All operators, each once per country.
    func operators() -> [MobileOperator] {
        (0..<tables.operators_count).map { MobileOperator(tables.operators[$0]) }
    }
}

/// What a plan says of a number.
struct NumberPlace {
    /// The index of its country, or of the main one of its calling code.
    let country: Int
    /// Its type; nil if the plan has no such number.
    let type: PhoneNumberType?
}

/// How a count of digits compares with the numbers of a country.
enum LengthFit {
    case isPossible, isLocal, isTooShort, isTooLong, isBetween
}

extension Country {
    fileprivate init(_ country: CNumberPlansCountry) {
        self.init(
            code: String(fixed: country.code),
            callingCode: Int(country.calling_code),
            isMain: country.is_main != 0,
            mobileCountryCode: country.mcc.0 == 0 ? nil : String(fixed: country.mcc)
        )
    }
}

extension MobileOperator {
    fileprivate init(_ entry: CNumberPlansOperator) {
        self.init(
            country: entry.country.0 == 0 ? nil : String(fixed: entry.country),
            mcc: entry.mcc.0 == 0 ? nil : String(fixed: entry.mcc),
            mnc: entry.mnc.0 == 0 ? nil : String(fixed: entry.mnc),
            name: String(cString: entry.name)
        )
    }
}

extension Digits {
    fileprivate init(_ digits: Digits, _ rewriting: CNumberPlansRewriting) {
        self.init()
        withUnsafeBytes(of: rewriting.literal) { literal in
            for byte in literal.prefix(while: { $0 != 0 }) { append(byte - UInt8(ascii: "0")) }
        }
        for index in Int(rewriting.start)..<Int(rewriting.end) { append(digits[index]) }
        for index in Int(rewriting.strip)..<digits.count { append(digits[index]) }
    }
}

extension String {
    /// The text in a fixed array of C characters, up to its zero.
    fileprivate init<Characters>(fixed characters: Characters) {
        self = withUnsafeBytes(of: characters) { octets in
            String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
