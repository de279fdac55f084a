import Essentials

/// Where a page of a timeline ends: the time and the number of its last event.
struct TimelinePlace: Hashable, Sendable {
    let at: Timestamp
    let number: Int64

    /// The place as a cursor.
    var cursor: String {
        "\(String(at.microseconds, radix: 36))_\(String(number, radix: 36))"
    }

    init(at: Timestamp, number: Int64) {
        self.at = at
        self.number = number
    }

    /// Reads a cursor; throws if the client changed it.
    init(cursor: String) throws(ServiceError) {
        let parts = cursor.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let at = Int64(parts[0], radix: 36),
            let number = Int64(parts[1], radix: 36), number >= 0
        else {
            throw .invalid([FieldError("cursor", Phrase.mustBe("the cursor of the previous page"))])
        }
        self.init(at: Timestamp(microseconds: at), number: number)
    }
}
