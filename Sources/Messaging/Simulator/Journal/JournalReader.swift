/// Reads a journal's complete frames.
enum JournalReader {
    private static let chunk = 1 << 20

    /// Passes every complete frame to the closure; returns the size up to the end of the last one.
    static func read(
        _ file: borrowing JournalFile,
        _ take: (JournalFrame) -> Void
    ) throws(SimulatorError) -> Int {
        var bytes = try file.read(at: 0, most: chunk)
        guard bytes.count >= JournalCoding.magic.count else {
            // The process was killed while it wrote the magic number.
            guard JournalCoding.magic.starts(with: bytes) else {
                throw .notAJournal(path: file.path)
            }
            return 0
        }
        guard bytes.starts(with: JournalCoding.magic) else {
            throw .notAJournal(path: file.path)
        }
        var start = 0
        var position = JournalCoding.magic.count
        while true {
            switch frame(bytes, at: position) {
            case .whole(let frame, let end):
                take(frame)
                position = end
            case .torn:
                return start + position
            case .cutOff:
                // The frame may continue in the next chunk.
                let more = try file.read(at: start + bytes.count, most: chunk)
                guard !more.isEmpty else { return start + position }
                bytes.removeFirst(position)
                start += position
                position = 0
                bytes.append(contentsOf: more)
            }
        }
    }

    private enum Finding {
        case whole(JournalFrame, end: Int)
        case cutOff
        case torn
    }

    private static func frame(_ bytes: [UInt8], at position: Int) -> Finding {
        guard position + JournalCoding.frameOverhead <= bytes.count else { return .cutOff }
        var header = JournalFieldReader(bytes, position..<(position + 5))
        let length = Int(header.integer(UInt32.self))
        let kind: UInt8 = header.integer()
        guard length <= JournalCoding.mostPayload else { return .torn }
        let payload = (position + 5)..<(position + 5 + length)
        let end = payload.upperBound + 4
        guard end <= bytes.count else { return .cutOff }
        var trailer = JournalFieldReader(bytes, payload.upperBound..<end)
        let checksum = JournalCoding.checksum(bytes, (position + 4)..<payload.upperBound)
        guard trailer.integer(UInt32.self) == checksum,
            let frame = JournalCoding.decode(kind: kind, bytes, payload)
        else { return .torn }
        return .whole(frame, end: end)
    }
}
