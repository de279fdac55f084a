/// SipHash-2-4 with 128 bits of output: a keyed hash that nobody can make collide without the key.
///
/// Swift's own `Hasher` changes its key with every process; the audience's ids must be stable.
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), and its 128-bit form.
struct SipHash {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    private init(_ salt: IdentitySalt) {
        v0 = salt.first ^ 0x736f_6d65_7073_6575
        v1 = salt.second ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = salt.first ^ 0x6c79_6765_6e65_7261
        v3 = salt.second ^ 0x7465_6462_7974_6573
    }

    /// The hash of a word, eight bytes with the lowest first, followed by the text's UTF-8.
    static func hash(_ word: UInt64, _ text: String, salt: IdentitySalt) -> HashWords {
        var hash = SipHash(salt)
        hash.absorb(word)
        return hash.finish(text.utf8.span, length: 8)
    }

    /// The hash of the text's UTF-8.
    static func hash(_ text: String, salt: IdentitySalt) -> HashWords {
        SipHash(salt).finished(text.utf8.span)
    }

    /// The hash of two words, sixteen bytes with the lowest of each first.
    static func hash(_ first: UInt64, _ second: UInt64, salt: IdentitySalt) -> HashWords {
        var hash = SipHash(salt)
        hash.absorb(first)
        hash.absorb(second)
        return hash.finish("".utf8.span, length: 16)
    }

    private consuming func finished(_ bytes: Span<UInt8>) -> HashWords {
        finish(bytes, length: 0)
    }

    /// Absorbs the last bytes and the total length, and returns the hash.
    @inline(__always)
    private mutating func finish(_ bytes: Span<UInt8>, length: Int) -> HashWords {
        var index = 0
        while index + 8 <= bytes.count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
            absorb(word)
            index += 8
        }
        var last = UInt64(truncatingIfNeeded: length + bytes.count) << 56
        var shift: UInt64 = 0
        while index < bytes.count {
            last |= UInt64(bytes[index]) << shift
            shift += 8
            index += 1
        }
        absorb(last)
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return HashWords(first: low, second: v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v2 &+= v3
        v1 = v1 << 13 | v1 >> 51
        v3 = v3 << 16 | v3 >> 48
        v1 ^= v0
        v3 ^= v2
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v1
        v0 &+= v3
        v1 = v1 << 17 | v1 >> 47
        v3 = v3 << 21 | v3 >> 43
        v1 ^= v2
        v3 ^= v0
        v2 = v2 << 32 | v2 >> 32
    }
}

/// The 128 bits of a hash, in the order of the algorithm.
struct HashWords: Hashable, Sendable {
    var first: UInt64
    var second: UInt64
}
