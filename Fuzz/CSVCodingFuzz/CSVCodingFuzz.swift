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
    let rows = whole.compactMap { try? $0.get() }
    var writer = CSVWriter()
    writer.row(["first", "second"])
    for row in rows { writer.row(row) }
    let again = outcomes(of: [writer.bytes[...]], limits: .standard).compactMap { try? $0.get() }
    precondition(again.dropFirst().map(Array.init) == rows.map(Array.init), "rows survive")
    return 0
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
