import CSVCoding

/// All that a reader gives for a file.
struct Reading {
    enum Outcome: Hashable {
        case row([String], number: Int, byteOffset: Int)
        case error(CSVError)

        var number: Int {
            switch self {
            case .row(_, let number, _): number
            case .error(let error): error.position.row
            }
        }

        var byteOffset: Int {
            switch self {
            case .row(_, _, let byteOffset): byteOffset
            case .error(let error): error.position.byteOffset
            }
        }
    }

    var outcomes: [Outcome] = []

    var rows: [[String]] {
        outcomes.compactMap { if case .row(let fields, _, _) = $0 { fields } else { nil } }
    }

    var errors: [CSVError] {
        outcomes.compactMap { if case .error(let error) = $0 { error } else { nil } }
    }

    init(_ text: String, delimiter: CSVDelimiter?, limits: CSVLimits = .standard) {
        self.init(Array(text.utf8), delimiter: delimiter, limits: limits)
    }

    init(_ bytes: [UInt8], delimiter: CSVDelimiter?, limits: CSVLimits = .standard) {
        self.init([bytes[...]], delimiter: delimiter, limits: limits)
    }

    init(_ pieces: [ArraySlice<UInt8>], delimiter: CSVDelimiter?, limits: CSVLimits = .standard) {
        var reader = CSVReader(delimiter: delimiter, limits: limits)
        for piece in pieces {
            reader.feed(piece)
            take(from: &reader)
        }
        reader.finish()
        take(from: &reader)
    }

    private mutating func take(from reader: inout CSVReader) {
        while true {
            do throws(CSVError) {
                guard let row = try reader.next() else { return }
                outcomes.append(
                    .row(Array(row), number: row.number, byteOffset: row.byteOffset)
                )
            } catch {
                outcomes.append(.error(error))
            }
        }
    }
}
