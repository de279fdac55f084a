import Attributes
import Essentials

extension ValueTest {
    /// Resolves relative times, and reduces the operator to a test of one value.
    func bound(_ context: FilterContext) -> BoundTest {
        BoundTest(type: type, element: element(context), isNegated: isNegated)
    }

    private func element(_ context: FilterContext) -> ElementTest {
        switch comparison {
        case .exists: .anything
        case .contains: .text(TextTest(kind: .contains(texts), folding: folding))
        case .startsWith: .text(TextTest(kind: .startsWith(texts), folding: folding))
        case .endsWith: .text(TextTest(kind: .endsWith(texts), folding: folding))
        case .matchesRegex: pattern
        case .equals, .in, .matchesString, .gt, .gte, .lt, .lte, .between: compared(context)
        case .inLast: .whole(spanRanges(context, isPast: true))
        case .inNext: .whole(spanRanges(context, isPast: false))
        case .yearIn: .whole(operands.flatMap { year($0, context) })
        case .anniversary: calendar(.dayOfYear, anniversaries(context), context)
        case .monthIn: calendar(.month, numbers, context)
        case .dayIn: calendar(.day, numbers, context)
        case .weekdayIn: calendar(.weekday, numbers, context)
        case .hourIn: calendar(.hour, numbers, context)
        case .near: near
        }
    }

    /// How numbers and times are compared with the operands.
    enum Order {
        /// Equal to one of them.
        case equal
        case above, atLeast, below, atMost
        /// From the first to the second.
        case between
    }

    /// How the operator compares numbers and times; nil if it does not.
    var order: Order? {
        switch comparison {
        case .equals, .in, .matchesString: .equal
        case .gt: .above
        case .gte: .atLeast
        case .lt: .below
        case .lte: .atMost
        case .between: .between
        case .exists, .contains, .startsWith, .endsWith, .matchesRegex, .inLast, .inNext,
            .anniversary, .yearIn, .monthIn, .dayIn, .weekdayIn, .hourIn, .near:
            nil
        }
    }

    private func compared(_ context: FilterContext) -> ElementTest {
        guard let order else { return .nothing }
        return switch type {
        case .string, .text: .text(TextTest(kind: .equals(Set(texts)), folding: folding))
        case .bool:
            .bool(Set(operands.compactMap { if case .bool(let it) = $0 { it } else { nil } }))
        case .integer: .whole(wholeRanges(order))
        case .decimal: .decimal(decimalRanges(order), exact: wholeRanges(order))
        case .date, .datetime: .whole(timeRanges(order, context))
        case .coordinates, .payload: .nothing
        }
    }

    private var near: ElementTest {
        guard case .point(let center) = operands.first, case .decimal(let radius) = operands.last
        else { return .nothing }
        return .near(center, kilometres: radius)
    }

    // MARK: Texts

    /// The operands, folded like the values.
    private var texts: [[UInt8]] {
        operands.compactMap { operand in
            if case .text(let text) = operand { Array(folding.fold(text).utf8) } else { nil }
        }
    }

    private var pattern: ElementTest {
        guard case .pattern(let expression) = operands.first else { return .nothing }
        // The expression ignores case by itself: lower-casing the text would change its classes.
        let accents = TextFolding(
            ignoresCase: false,
            ignoresAccents: expression.folding.ignoresAccents
        )
        return .text(TextTest(kind: .pattern(expression), folding: accents))
    }

    // MARK: Numbers

    private func wholeRanges(_ order: Order) -> [ClosedRange<Int64>] {
        let floors = operands.map { floor($0) }
        let ceilings = operands.map { ceiling($0) }
        guard let low = ceilings.first, let high = floors.last else { return [] }
        switch order {
        case .equal: return zip(floors, ceilings).filter { $0 == $1 }.map { $0.0...$0.1 }
        case .above: return floors[0] == .max ? [] : [(floors[0] + 1)...Int64.max]
        case .atLeast: return isAboveAll(operands[0]) ? [] : [low...Int64.max]
        case .below: return low == .min ? [] : [Int64.min...(low - 1)]
        case .atMost: return isBelowAll(operands[0]) ? [] : [Int64.min...high]
        case .between:
            guard low <= high, !isAboveAll(operands[0]), !isBelowAll(operands[1]) else { return [] }
            return [low...high]
        }
    }

    private func floor(_ operand: Operand) -> Int64 {
        switch operand {
        case .whole(let number): number
        case .decimal(let number): Int64(clamped: number.rounded(.down))
        default: 0
        }
    }

    private func ceiling(_ operand: Operand) -> Int64 {
        switch operand {
        case .whole(let number): number
        case .decimal(let number): Int64(clamped: number.rounded(.up))
        default: 0
        }
    }

    private func isAboveAll(_ operand: Operand) -> Bool {
        if case .decimal(let number) = operand { number >= 0x1p63 } else { false }
    }

    private func isBelowAll(_ operand: Operand) -> Bool {
        if case .decimal(let number) = operand { number < -0x1p63 } else { false }
    }

    private func decimalRanges(_ order: Order) -> [ClosedRange<Double>] {
        let floors = operands.map { $0.double(roundingUp: false) }
        let ceilings = operands.map { $0.double(roundingUp: true) }
        guard let low = ceilings.first, let high = floors.last else { return [] }
        return switch order {
        case .equal: zip(floors, ceilings).filter { $0 == $1 }.map { $0.0...$0.1 }
        case .above: [floors[0].nextUp...Double.infinity]
        case .atLeast: [low...Double.infinity]
        case .below: [-Double.infinity...low.nextDown]
        case .atMost: [-Double.infinity...high]
        case .between: low <= high ? [low...high] : []
        }
    }

    // MARK: Times

    /// Days for dates, microseconds for moments.
    private func timeRanges(_ order: Order, _ context: FilterContext) -> [ClosedRange<Int64>] {
        let moments = operands.compactMap { operand -> Range<Int64>? in
            if case .time(let time) = operand { self.moments(time, context) } else { nil }
        }
        guard let first = moments.first, let last = moments.last else { return [] }
        return switch order {
        case .equal: moments.map { $0.lowerBound...($0.upperBound - 1) }
        case .above: [first.upperBound...Int64.max]
        case .atLeast: [first.lowerBound...Int64.max]
        case .below: [Int64.min...(first.lowerBound - 1)]
        case .atMost: [Int64.min...(first.upperBound - 1)]
        case .between: range(from: first, to: last)
        }
    }

    /// From now backwards, or from now on.
    private func spanRanges(_ context: FilterContext, isPast: Bool) -> [ClosedRange<Int64>] {
        guard case .span(let span) = operands.first else { return [] }
        let now = moments(.now(TimeSpan(0, .day)), context)
        return isPast
            ? range(from: moments(.now(span.reversed), context), to: now)
            : range(from: now, to: moments(.now(span), context))
    }

    private func range(from: Range<Int64>, to: Range<Int64>) -> [ClosedRange<Int64>] {
        from.lowerBound < to.upperBound ? [from.lowerBound...(to.upperBound - 1)] : []
    }

    private func moments(_ time: TimeOperand, _ context: FilterContext) -> Range<Int64> {
        guard type == .date else { return time.moments(context) }
        let day = time.day(context)
        return day..<day + 1
    }

    private func year(_ operand: Operand, _ context: FilterContext) -> [ClosedRange<Int64>] {
        guard case .whole(let number) = operand,
            let first = CivilDate(year: Int(clamping: number), month: 1, day: 1),
            let last = CivilDate(year: Int(clamping: number), month: 12, day: 31)
        else { return [] }
        return range(from: moments(.day(first), context), to: moments(.day(last), context))
    }

    // MARK: Calendar

    private func calendar(
        _ component: CalendarTest.Component,
        _ numbers: [Int],
        _ context: FilterContext
    ) -> ElementTest {
        .calendar(CalendarTest(component, numbers, zone: context.zone))
    }

    private var numbers: [Int] {
        operands.map { if case .whole(let number) = $0 { Int(clamping: number) } else { 0 } }
    }

    /// The days of the year in a range of days from today; 29 February also matches 28 February in
    /// a year without a 29th.
    private func anniversaries(_ context: FilterContext) -> [Int] {
        let today = context.today(plus: TimeSpan(0, .day))
        let first = numbers.first ?? 0
        let last = numbers.last ?? 0
        guard first <= last else { return [] }
        var days: [Int] = []
        for distance in first...last {
            let day = today + Int64(distance)
            let date = CivilDate(daysSinceEpoch: day)
            days.append(date.month * 32 + date.day)
            let isLastOfFebruary = CivilDate(daysSinceEpoch: day + 1).month == 3
            if date.month == 2, date.day == 28, isLastOfFebruary { days.append(2 * 32 + 29) }
        }
        return days
    }
}

extension ValueTest.Operand {
    /// The nearest double that is not above, or not below, the number.
    fileprivate func double(roundingUp: Bool) -> Double {
        switch self {
        case .whole(let number):
            let rounded = Double(number)
            if number.isExactInDouble { return rounded }
            // 2⁶³ is above all numbers of 64 bits.
            let isAbove = Int64(exactly: rounded).map { $0 > number } ?? true
            if isAbove == roundingUp { return rounded }
            return roundingUp ? rounded.nextUp : rounded.nextDown
        case .decimal(let number): return number
        default: return 0
        }
    }
}

extension Int64 {
    /// The number, clamped to 64 bits.
    fileprivate init(clamped number: Double) {
        self = number >= 0x1p63 ? .max : number < -0x1p63 ? .min : Int64(number)
    }
}
