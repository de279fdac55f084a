import Attributes
import Essentials

extension ValueTest {
    /// Settles relative times, and turns comparisons into ranges.
    func bound(_ context: FilterContext) -> BoundTest {
        BoundTest(type: type, element: element(context), isNegated: isNegated)
    }

    private func element(_ context: FilterContext) -> ElementTest {
        switch comparison {
        case .exists: return .anything
        case .near:
            guard case .point(let center) = operands.first,
                case .decimal(let radius) = operands.last
            else { return .whole([]) }
            return .near(center, kilometres: radius)
        case .anniversary, .monthIn, .dayIn, .weekdayIn, .hourIn:
            return .calendar(calendar(context))
        default: break
        }
        switch type {
        case .string, .text: return .text(text)
        case .bool:
            return .bool(
                Set(operands.compactMap { if case .bool(let it) = $0 { it } else { nil } })
            )
        case .integer: return .whole(wholeRanges)
        case .decimal: return .decimal(decimalRanges)
        case .date, .datetime: return .whole(timeRanges(context))
        case .coordinates, .payload: return .whole([])
        }
    }

    // MARK: Texts

    private var text: TextTest {
        let texts = operands.compactMap { operand -> String? in
            if case .text(let text) = operand { folding.fold(text) } else { nil }
        }
        let bytes = texts.map { Array($0.utf8) }
        switch (comparison, operands.first) {
        case (.contains, _): return TextTest(kind: .contains(bytes), folding: folding)
        case (.startsWith, _): return TextTest(kind: .startsWith(bytes), folding: folding)
        case (.endsWith, _): return TextTest(kind: .endsWith(bytes), folding: folding)
        case (.matchesRegex, .pattern(let expression)):
            // The expression overlooks case by itself: lower-casing would change its classes.
            let accents = TextFolding(
                ignoresCase: false,
                ignoresAccents: expression.folding.ignoresAccents
            )
            return TextTest(kind: .pattern(expression), folding: accents)
        default: return TextTest(kind: .equals(Set(bytes)), folding: folding)
        }
    }

    // MARK: Numbers

    private var wholeRanges: [ClosedRange<Int64>] {
        let floors = operands.map { floor($0) }
        let ceilings = operands.map { ceiling($0) }
        guard let low = ceilings.first, let high = floors.last else { return [] }
        switch comparison {
        case .gt: return floors[0] == .max ? [] : [(floors[0] + 1)...Int64.max]
        case .gte: return isAboveAll(operands[0]) ? [] : [low...Int64.max]
        case .lt: return low == .min ? [] : [Int64.min...(low - 1)]
        case .lte: return isBelowAll(operands[0]) ? [] : [Int64.min...high]
        case .between:
            guard low <= high, !isAboveAll(operands[0]), !isBelowAll(operands[1]) else { return [] }
            return [low...high]
        default:
            return zip(floors, ceilings).filter { $0 == $1 }.map { $0.0...$0.1 }
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

    private var decimalRanges: [ClosedRange<Double>] {
        let numbers = operands.map { operand -> Double in
            switch operand {
            case .whole(let number): Double(number)
            case .decimal(let number): number
            default: 0
            }
        }
        guard let first = numbers.first, let last = numbers.last else { return [] }
        return switch comparison {
        case .gt: [first.nextUp...Double.infinity]
        case .gte: [first...Double.infinity]
        case .lt: [-Double.infinity...first.nextDown]
        case .lte: [-Double.infinity...first]
        case .between: first <= last ? [first...last] : []
        default: numbers.map { $0...$0 }
        }
    }

    // MARK: Times

    /// Days for dates, microseconds for moments.
    private func timeRanges(_ context: FilterContext) -> [ClosedRange<Int64>] {
        if case .whole = operands.first {
            return operands.flatMap { year($0, context) }
        }
        if case .span(let span) = operands.first {
            let (from, to) =
                comparison == .inLast
                ? (TimeOperand.now(span.reversed), TimeOperand.now(TimeSpan(0, .day)))
                : (TimeOperand.now(TimeSpan(0, .day)), TimeOperand.now(span))
            return range(from: moments(from, context), to: moments(to, context))
        }
        let moments = operands.compactMap { operand -> Range<Int64>? in
            if case .time(let time) = operand { self.moments(time, context) } else { nil }
        }
        guard let first = moments.first, let last = moments.last else { return [] }
        switch comparison {
        case .gt: return [first.upperBound...Int64.max]
        case .gte: return [first.lowerBound...Int64.max]
        case .lt: return [Int64.min...(first.lowerBound - 1)]
        case .lte: return [Int64.min...(first.upperBound - 1)]
        case .between: return range(from: first, to: last)
        default: return moments.map { $0.lowerBound...($0.upperBound - 1) }
        }
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

    private func calendar(_ context: FilterContext) -> CalendarTest {
        let numbers = operands.map { operand -> Int in
            if case .whole(let number) = operand { Int(clamping: number) } else { 0 }
        }
        switch comparison {
        case .monthIn: return CalendarTest(.month, numbers, zone: context.zone)
        case .dayIn: return CalendarTest(.day, numbers, zone: context.zone)
        case .weekdayIn: return CalendarTest(.weekday, numbers, zone: context.zone)
        case .hourIn: return CalendarTest(.hour, numbers, zone: context.zone)
        default:
            return CalendarTest(.dayOfYear, anniversaries(numbers, context), zone: context.zone)
        }
    }

    /// The days of the year that lie so many days from today; 29 February is also on 28 February in
    /// a year that has no 29th.
    private func anniversaries(_ numbers: [Int], _ context: FilterContext) -> [Int] {
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

extension Int64 {
    /// The whole number, or the nearest that there is.
    fileprivate init(clamped number: Double) {
        self = number >= 0x1p63 ? .max : number < -0x1p63 ? .min : Int64(number)
    }
}
