import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes contain a sequence.
    ///
    /// Searches for the last byte of the sequence, which varies more than the first in real texts.
    func find(_ part: [UInt8]) -> Bool {
        guard let last = part.last else { return true }
        guard part.count <= count, let start = baseAddress else { return false }
        let lead = part.count - 1
        return part.withUnsafeBufferPointer { part in
            guard let wanted = part.baseAddress else { return true }
            var position = lead
            while position < count,
                let found = memchr(start + position, CInt(last), count - position)
            {
                position = UnsafeRawPointer(found) - UnsafeRawPointer(start)
                if memcmp(start + (position - lead), wanted, lead) == 0 { return true }
                position += 1
            }
            return false
        }
    }

    func isSame(as other: [UInt8]) -> Bool { count == other.count && begins(with: other) }

    func begins(with part: [UInt8]) -> Bool { holds(part, at: 0) }

    func ends(with part: [UInt8]) -> Bool { holds(part, at: count - part.count) }

    private func holds(_ part: [UInt8], at position: Int) -> Bool {
        guard position >= 0, position + part.count <= count else { return false }
        guard !part.isEmpty, let start = baseAddress else { return true }
        return part.withUnsafeBufferPointer { part in
            part.baseAddress.map { memcmp(start + position, $0, part.count) == 0 } ?? true
        }
    }
}
