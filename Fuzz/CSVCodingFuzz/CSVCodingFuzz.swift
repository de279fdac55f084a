import CSVCoding

/// Reads any bytes whole and cut in two; the rows must be the same, and survive being written.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let control = bytes.first else { return 0 }
    let file = bytes.dropFirst()
    let limits =
        control % 2 == 0 ? CSVLimits.standard : CSVLimits(fieldBytes: 9, rowBytes: 20, columns: 4)
    let cut = file.startIndex + Int(control) % (file.count + 1)
    let whole = outcomes(of: [file], limits: limits)
    precondition(whole == outcomes(of: [file[..<cut], file[cut...]], limits: limits), "a cut")
    precondition(covers(whole, file), "a line is in no row and in no error")
    let rows = whole.compactMap { try? $0.get() }
    var writer = CSVWriter()
    writer.row(["first", "second"])
    for row in rows { writer.row(row) }
    let again = outcomes(of: [writer.bytes[...]], limits: .standard).compactMap { try? $0.get() }
    precondition(again.dropFirst().map(Array.init) == rows.map(Array.init), "rows survive")
    return 0
}

/// Whether each row begins where the one before it ends, or after the lines of errors: a row has as
/// many line ends as its fields, and an error takes one line.
private func covers(
    _ outcomes: [Result<CSVRow, CSVError>],
    _ file: ArraySlice<UInt8>
) -> Bool {
    let bytes = Array(file)
    var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func skip(_ isSkipped: (UInt8) -> Bool) {
        while place < bytes.count, isSkipped(bytes[place]) { place += 1 }
    }
    let isLineEnd = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
    for outcome in outcomes {
        skip(isLineEnd)
        guard case .success(let row) = outcome else {
            skip { !isLineEnd($0) }
            continue
        }
        guard row.byteOffset == place else { return false }
        // Past the line ends in its fields, and to its own.
        let ends = row.reduce(0) { $0 + $1.utf8.count(where: isLineEnd) }
        for _ in 0..<ends {
            skip { !isLineEnd($0) }
            place += 1
        }
        skip { !isLineEnd($0) }
    }
    skip(isLineEnd)
    return place == bytes.count
}

private func outcomes(
    of pieces: [ArraySlice<UInt8>],
    limits: CSVLimits
) -> [Result<CSVRow, CSVError>] {
    var reader = CSVReader(limits: limits)
    var outcomes: [Result<CSVRow, CSVError>] = []
    for index in 0...pieces.count {
        if index < pieces.count { reader.feed(pieces[index]) } else { reader.finish() }
        while true {
            do throws(CSVError) {
                guard let row = try reader.next() else { break }
                outcomes.append(.success(row))
            } catch {
                outcomes.append(.failure(error))
            }
        }
    }
    return outcomes
}
