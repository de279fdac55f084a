import Attributes
import Essentials
import Filters

/// A test of one column, compiled for its vectors.
struct ColumnTest {
    private let index: Int?
    private let element: CompiledElement
    private let isNegated: Bool
    private let isOfDays: Bool

    /// The test of one value, with texts as their numbers.
    private enum CompiledElement {
        case never
        case anything
        case codes(Bits)
        case whole([ClosedRange<Int64>])
        case decimal([ClosedRange<Double>], exact: [ClosedRange<Int64>])
        case bool(Set<Bool>)
        case calendar(CalendarTest)
        case near(Coordinates, kilometres: Double)
    }

    /// Looks up the column; without one no row has a value.
    init(_ test: BoundTest, _ name: String, in list: ColumnList, _ pace: Pace) {
        isNegated = test.isNegated
        guard let index = list.index(of: name), list.columns[index].type.accepts(test.type) else {
            self.index = nil
            element = .never
            isOfDays = false
            return
        }
        self.index = index
        let column = list.columns[index]
        isOfDays = column.type == .date
        element =
            switch test.element {
            case .anything: .anything
            case .text(let text): .codes(column.pool.matches(text, pace))
            case .whole(let ranges): ranges.isEmpty ? .never : .whole(ranges)
            case .decimal(let ranges, let exact):
                ranges.isEmpty && exact.isEmpty ? .never : .decimal(ranges, exact: exact)
            case .bool(let flags): .bool(flags)
            case .calendar(let test): .calendar(test)
            case .near(let center, let distance): .near(center, kilometres: distance)
            }
    }

    /// The rows of a chunk that pass.
    func rows(of values: VectorList, count: Int) -> RowMask {
        guard let index, let vector = values[index] else {
            return isNegated ? RowMask(all: count) : RowMask(count: count)
        }
        var mask = rows(of: vector, count: count)
        if isNegated { mask.invert() }
        return mask
    }

    private func rows(of vector: Vector, count: Int) -> RowMask {
        if case .lists(let lists) = vector {
            let mask = rows(of: lists.elements, count: lists.elementCount)
            return lists.rows(mask, count: count)
        }
        // The column's type fits the test, so a vector of another kind never matches.
        let none = RowMask(count: count)
        switch element {
        case .never: return none
        case .anything: return vector.present(count: count)
        case .codes(let matches):
            guard case .codes(let vector) = vector else { return none }
            let codes = vector.codes
            return RowMask(count: count, testing: codes.count) { matches[Int(codes[$0])] }
        case .whole(let ranges):
            guard case .wholes(let vector) = vector else { return none }
            return rows(of: vector, in: ranges, count)
        case .decimal(let ranges, let exact):
            guard case .decimals(let vector) = vector else { return none }
            return rows(of: vector, in: ranges, exact: exact, count)
        case .bool(let flags):
            guard case .bools(let vector) = vector else { return none }
            var mask = RowMask(vector.present, count: count)
            var isTrue = RowMask(vector.isTrue, count: count)
            if flags == [false] { isTrue.invert() }
            if flags.count == 1 { mask.formIntersection(isTrue) }
            return mask
        case .calendar(let test):
            guard case .wholes(let vector) = vector else { return none }
            return rows(of: vector, test, count)
        case .near(let center, let distance):
            guard case .points(let vector) = vector else { return none }
            return RowMask(count: count, testing: vector.latitudes.count) { row in
                vector.present[row]
                    && vector.point(row).map { center.kilometres(to: $0) <= distance } ?? false
            }
        }
    }

    private func rows(
        of vector: WholeVector,
        in ranges: [ClosedRange<Int64>],
        _ count: Int
    ) -> RowMask {
        let values = vector.values
        var mask: RowMask
        if ranges.count == 1 {
            let (low, high) = (ranges[0].lowerBound, ranges[0].upperBound)
            mask = RowMask(count: count, testing: values.count) {
                values[$0] >= low && values[$0] <= high
            }
        } else {
            mask = RowMask(count: count, testing: values.count) { ranges.contain(values[$0]) }
        }
        mask.formIntersection(vector.present)
        return mask
    }

    private func rows(
        of vector: DecimalVector,
        in ranges: [ClosedRange<Double>],
        exact: [ClosedRange<Int64>],
        _ count: Int
    ) -> RowMask {
        let values = vector.values
        var mask: RowMask
        if vector.exact.isEmpty {
            mask = RowMask(count: count, testing: values.count) { ranges.contain(values[$0]) }
        } else {
            let wholes = vector.exact
            mask = RowMask(count: count, testing: values.count) { row in
                wholes[row].map { exact.contain($0) } ?? ranges.contain(values[row])
            }
        }
        mask.formIntersection(vector.present)
        return mask
    }

    private func rows(of vector: WholeVector, _ test: CalendarTest, _ count: Int) -> RowMask {
        let values = vector.values
        let present = vector.present
        return RowMask(count: count, testing: values.count) { row in
            present[row]
                && (isOfDays ? test.matches(day: values[row]) : test.matches(moment: values[row]))
        }
    }
}

extension Vector {
    /// The rows that have a value.
    fileprivate func present(count: Int) -> RowMask {
        switch self {
        case .codes(let vector):
            let codes = vector.codes
            return RowMask(count: count, testing: codes.count) { codes[$0] != 0 }
        case .wholes(let vector): return RowMask(vector.present, count: count)
        case .decimals(let vector): return RowMask(vector.present, count: count)
        case .bools(let vector): return RowMask(vector.present, count: count)
        case .points(let vector): return RowMask(vector.present, count: count)
        case .presence(let vector): return RowMask(vector.present, count: count)
        case .lists(let vector):
            let elements = vector.elements.present(count: vector.elementCount)
            return vector.rows(elements, count: count)
        }
    }
}

extension DataType {
    /// Whether values of this type can meet a test of another type: both kinds of text are alike.
    fileprivate func accepts(_ other: DataType) -> Bool {
        self == other || isTextual && other.isTextual
    }
}
