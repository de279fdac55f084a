import Attributes
import Essentials

/// A test of values with its relative times settled: what the evaluator and the columns both run.
struct BoundTest: Sendable, Hashable {
    let type: DataType
    let element: ElementTest
    let isNegated: Bool

    /// Whether the test holds for a value, or for there being none.
    func holds(for value: AttributeValue?) -> Bool {
        (value.map(isMet) ?? false) != isNegated
    }

    private func isMet(by value: AttributeValue) -> Bool {
        if case .list(let elements) = value { return elements.contains(where: isMet) }
        return value.isOf(type) && element.isMet(by: value)
    }
}

/// What one value must be.
enum ElementTest: Sendable, Hashable {
    /// Anything.
    case anything
    case text(TextTest)
    /// An integer, or the days of a date, or the microseconds of a moment, in one of the ranges.
    case whole([ClosedRange<Int64>])
    case decimal([ClosedRange<Double>])
    case bool(Set<Bool>)
    case calendar(CalendarTest)
    case near(Coordinates, kilometres: Double)

    func isMet(by value: AttributeValue) -> Bool {
        switch (self, value) {
        case (.anything, _): true
        case (.text(let test), .text(let text)): test.isMet(by: text)
        case (.whole(let ranges), .integer(let number)): ranges.hold(number)
        case (.whole(let ranges), .date(let date)): ranges.hold(Int64(date.daysSinceEpoch))
        case (.whole(let ranges), .moment(let moment)): ranges.hold(moment.microseconds)
        case (.decimal(let ranges), .decimal(let number)): ranges.hold(number)
        case (.bool(let flags), .bool(let flag)): flags.contains(flag)
        case (.calendar(let test), .date(let date)):
            test.isMet(byDay: Int64(date.daysSinceEpoch))
        case (.calendar(let test), .moment(let moment)):
            test.isMet(byMoment: moment.microseconds)
        case (.near(let center, let distance), .coordinates(let point)):
            center.kilometres(to: point) <= distance
        default: false
        }
    }
}

extension [ClosedRange<Int64>] {
    func hold(_ number: Int64) -> Bool { contains { $0.contains(number) } }
}

extension [ClosedRange<Double>] {
    func hold(_ number: Double) -> Bool { contains { $0.contains(number) } }
}

/// A comparison of texts.
struct TextTest: Sendable, Hashable {
    let kind: Kind
    /// How a text is folded before it is compared.
    let folding: TextFolding

    /// What is compared; the texts are folded already.
    enum Kind: Sendable, Hashable {
        case equals(Set<[UInt8]>)
        case contains([[UInt8]])
        case startsWith([[UInt8]])
        case endsWith([[UInt8]])
        case pattern(RegularExpression)
    }

    func isMet(by text: String) -> Bool {
        var folded = folding.fold(text)
        return folded.withUTF8(isMet(byFolded:))
    }

    /// Whether a folded text meets it.
    func isMet(byFolded bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch kind {
        case .equals(let texts) where texts.count > 8: texts.contains(Array(bytes))
        case .equals(let texts): texts.contains { bytes.isSame(as: $0) }
        case .contains(let parts): parts.contains { bytes.find($0) }
        case .startsWith(let parts): parts.contains { bytes.begins(with: $0) }
        case .endsWith(let parts): parts.contains { bytes.ends(with: $0) }
        case .pattern(let expression): expression.matches(folded: bytes)
        }
    }
}

/// A part of the calendar that a day or moment has.
struct CalendarTest: Sendable, Hashable {
    let part: Part
    /// Whether each number is wanted, by number.
    let wanted: [Bool]
    let zone: TimeZoneRules

    /// What is looked at.
    enum Part: Sendable, Hashable {
        /// Month × 32 + day.
        case dayOfYear
        /// 1 to 12.
        case month
        /// 1 to 31.
        case day
        /// 1, Monday, to 7, Sunday (ISO 8601).
        case weekday
        /// 0 to 23.
        case hour
    }

    init(_ part: Part, _ numbers: [Int], zone: TimeZoneRules) {
        self.part = part
        self.zone = zone
        var wanted = Array(repeating: false, count: 13 * 32)
        for number in numbers where wanted.indices.contains(number) { wanted[number] = true }
        self.wanted = wanted
    }

    func isMet(byMoment microseconds: Int64) -> Bool {
        let local = zone.local(Timestamp(microseconds: microseconds))
        let day = local.floorDivided(by: FilterContext.dayMicroseconds)
        guard part == .hour else { return isMet(byDay: day) }
        return wanted[Int((local - day * FilterContext.dayMicroseconds) / 3_600_000_000)]
    }

    func isMet(byDay day: Int64) -> Bool {
        if part == .weekday {
            // 1970-01-01 was a Thursday.
            return wanted[Int(day + 3 - (day + 3).floorDivided(by: 7) * 7) + 1]
        }
        let date = CivilDate(daysSinceEpoch: day)
        return switch part {
        case .dayOfYear: wanted[date.month * 32 + date.day]
        case .month: wanted[date.month]
        case .day: wanted[date.day]
        case .weekday, .hour: false
        }
    }
}
