import Attributes
import Filters

/// The numbers of an event parameter, as they are and in millionths.
struct ParameterNumbers {
    private let name: String

    init(_ name: String) { self.name = name }

    /// Calls the body with each number of the events of a chunk, and the event's row.
    @inline(__always)
    func forEach(
        in mask: RowMask,
        of place: AudienceColumns.EventPlace,
        _ body: (_ row: Int, Double, Int128) -> Void
    ) {
        switch vector(of: place) {
        case .decimals(let vector):
            let values = vector.values
            var mask = mask
            mask.formIntersection(vector.present)
            if vector.exact.isEmpty {
                mask.forEach { row in body(row, values[row], Int128(millionths: values[row])) }
            } else {
                mask.forEach { row in vector.call(row) { body(row, $0, $1) } }
            }
        case .wholes(let vector):
            let values = vector.values
            var mask = mask
            mask.formIntersection(vector.present)
            mask.forEach { row in
                body(row, Double(values[row]), Int128(values[row]) * 1_000_000)
            }
        case .lists(let lists):
            mask.forEach { row in
                for element in lists.range(row) {
                    ParameterNumbers.call(lists.elements, element) { body(row, $0, $1) }
                }
            }
        default: break
        }
    }

    /// Calls the body with each number of one event.
    func forEach(
        at row: Int,
        of place: AudienceColumns.EventPlace,
        _ body: (Double, Int128) -> Void
    ) {
        guard let vector = vector(of: place) else { return }
        guard case .lists(let lists) = vector else {
            return ParameterNumbers.call(vector, row, body)
        }
        for element in lists.range(row) { ParameterNumbers.call(lists.elements, element, body) }
    }

    private func vector(of place: AudienceColumns.EventPlace) -> Vector? {
        place.table.list.index(of: name).flatMap { place.chunk.values[$0] }
    }

    private static func call(_ vector: Vector, _ row: Int, _ body: (Double, Int128) -> Void) {
        switch vector {
        case .decimals(let vector) where vector.present[row]:
            vector.call(row, body)
        case .wholes(let vector) where vector.present[row]:
            body(Double(vector.values[row]), Int128(vector.values[row]) * 1_000_000)
        default: break
        }
    }
}
