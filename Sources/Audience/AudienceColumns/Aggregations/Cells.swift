import Attributes
import Essentials
import Filters

/// Reads the values of a key in one chunk.
struct Cells {
    private let type: DataType
    private let vector: Vector?
    private let moments: [Int64]?
    private let eventType: String?
    /// Whether whole numbers are read as decimals, because those of other event types are.
    private let isMixed: Bool
    /// The pool of its texts.
    let pool: TextPool?

    init(_ key: Aggregation.Key, _ selection: Selection) {
        var name: String?
        switch key {
        case .attribute(let attribute, _): name = attribute
        case .parameter(let parameter, _): name = parameter
        default: break
        }
        let index = name.flatMap { selection.list.index(of: $0) }
        let column = index.map { selection.list.columns[$0] }
        type = column?.type ?? key.type
        let isRead = column.map { key.reads($0.type) } ?? false
        vector = isRead ? index.flatMap { selection.values[$0] } : nil
        pool = column?.pool
        isMixed = type == .integer && key.reads(.decimal)
        eventType = key == .eventType ? selection.events?.type : nil
        switch key {
        case .eventDate: moments = selection.events?.chunk.dates
        case .created: moments = selection.events?.chunk.created
        default: moments = nil
        }
    }

    func has(_ row: Int) -> Bool {
        var found = false
        if case .presence(let vector) = vector { return vector.present[row] }
        if case .points(let vector) = vector { return vector.present[row] }
        if case .lists(let lists) = vector { return !lists.range(row).isEmpty }
        forEachCell(row) { _ in found = true }
        return found
    }

    /// Calls the body with each value of a row in its stored form.
    @inline(__always)
    func forEachCell(_ row: Int, _ body: (Cell) -> Void) {
        if let moments { return body(.whole(moments[row])) }
        if let eventType { return body(.text(eventType)) }
        guard let vector else { return }
        if isMixed { return forEachDecimal(vector, row, body) }
        guard case .lists(let lists) = vector else { return Cells.call(vector, row, body) }
        for element in lists.range(row) { Cells.call(lists.elements, element, body) }
    }

    private func forEachDecimal(_ vector: Vector, _ row: Int, _ body: (Cell) -> Void) {
        func call(_ vector: Vector, _ row: Int) {
            guard case .wholes(let vector) = vector, vector.present[row] else { return }
            body(.decimal(Double(vector.values[row])))
        }
        guard case .lists(let lists) = vector else { return call(vector, row) }
        for element in lists.range(row) { call(lists.elements, element) }
    }

    func value(_ cell: Cell) -> AttributeValue {
        switch cell {
        case .code(let code): .text(pool?.text(code) ?? "")
        case .whole(let whole): AttributeValue(whole: whole, type)
        case .decimal(let number): .decimal(number)
        case .exact(let number): .integer(number)
        case .bool(let flag): .bool(flag)
        case .text(let text): .text(text)
        }
    }

    func forEachValue(_ row: Int, _ body: (AttributeValue) -> Void) {
        forEachCell(row) { body(value($0)) }
    }

    func forEachNumber(_ row: Int, _ body: (Double) -> Void) {
        forEachExact(row) { number, _ in body(number) }
    }

    /// Calls the body with each number, as it is and in millionths.
    @inline(__always)
    func forEachExact(_ row: Int, _ body: (Double, Int128) -> Void) {
        forEachCell(row) { cell in
            switch cell {
            case .whole(let whole): body(Double(whole), Int128(whole) * 1_000_000)
            case .decimal(let number): body(number, Int128(millionths: number))
            case .exact(let number): body(Double(number), Int128(number) * 1_000_000)
            default: break
            }
        }
    }

    @inline(__always)
    private static func call(_ vector: Vector, _ row: Int, _ body: (Cell) -> Void) {
        switch vector {
        case .codes(let vector):
            guard row < vector.codes.count, vector.codes[row] != 0 else { return }
            body(.code(vector.codes[row]))
        case .wholes(let vector):
            if vector.present[row] { body(.whole(vector.values[row])) }
        case .decimals(let vector):
            guard vector.present[row] else { return }
            if !vector.exact.isEmpty, let whole = vector.exact[row] {
                body(.exact(whole))
            } else {
                body(.decimal(vector.values[row]))
            }
        case .bools(let vector):
            if vector.present[row] { body(.bool(vector.isTrue[row])) }
        case .points, .presence, .lists: break
        }
    }
}

extension AttributeValue {
    /// The start of the interval that contains the number.
    func start(ofInterval interval: Double) -> AttributeValue {
        switch self {
        case .integer(let number): .decimal(Double(number).start(ofInterval: interval))
        case .decimal(let number): .decimal(number.start(ofInterval: interval))
        default: self
        }
    }

    /// The start of the calendar unit that contains the day or moment.
    func start(of unit: Aggregation.CalendarUnit, _ context: FilterContext) -> AttributeValue {
        switch self {
        case .date(let date):
            let day = Int64(date.daysSinceEpoch).start(of: unit)
            return .date(CivilDate(daysSinceEpoch: day))
        case .moment(let moment):
            let local = context.zone.local(moment)
            if unit == .hour {
                let hour = local.floorDivided(by: 3_600_000_000) * 3_600_000_000
                // With the offset of the moment itself, so that a repeated hour is two buckets.
                return .moment(Timestamp(microseconds: hour - (local - moment.microseconds)))
            }
            let day = local.floorDivided(by: FilterContext.dayMicroseconds).start(of: unit)
            return .moment(context.zone.moment(local: day * FilterContext.dayMicroseconds))
        default: return self
        }
    }
}

extension Int64 {
    /// The first day of the unit that contains the day; weeks begin on Monday.
    fileprivate func start(of unit: Aggregation.CalendarUnit) -> Int64 {
        let date = CivilDate(daysSinceEpoch: self)
        let month: Int
        switch unit {
        case .hour, .day: return self
        case .week: return (self + 3).floorDivided(by: 7) * 7 - 3
        case .month: month = date.month
        case .quarter: month = (date.month - 1) / 3 * 3 + 1
        case .year: month = 1
        }
        return CivilDate(year: date.year, month: month, day: 1).map { Int64($0.daysSinceEpoch) }
            ?? self
    }
}

extension Double {
    /// The multiple of the length at or below the number, in decimal arithmetic: 0.3 is three
    /// times 0.1, although in binary fractions three times 0.1 is slightly more than 0.3.
    fileprivate func start(ofInterval interval: Double) -> Double {
        let quotient = self / interval
        let nearest = quotient.rounded()
        let isMultiple = abs(quotient - nearest) <= 2 * quotient.ulp
        let start = (isMultiple ? nearest : quotient.rounded(.down)) * interval
        guard interval.isMillionths, abs(start) < 1e9 else { return start }
        return (start * 1e6).rounded() / 1e6
    }

    private var isMillionths: Bool { (self * 1e6).rounded() / 1e6 == self }
}
