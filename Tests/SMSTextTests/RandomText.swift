import Essentials

/// Texts of the characters that make segmentation hard.
struct RandomText {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    static let plain = Array("abcXYZ 019@£èñÜß¿ΔΩ\n\r".unicodeScalars)
    static let extended = Array("^{}\\[~]|€\u{C}".unicodeScalars)
    static let other = Array("áçÍ“–…日本`\u{FEFF}\u{301}".unicodeScalars)
    static let astral = Array("😀👋🏽𝕏\u{10FFFF}".unicodeScalars)

    /// A text whose length is near a place where the number of parts changes.
    mutating func nearBoundary(_ alphabets: [[Unicode.Scalar]], capacities: [Int]) -> String {
        let capacity = capacities.randomElement(using: &generator) ?? 160
        let length = max(1, capacity + Int.random(in: -4...4, using: &generator))
        return text(alphabets, length: length)
    }

    /// A text of so many scalars.
    mutating func text(_ alphabets: [[Unicode.Scalar]], length: Int) -> String {
        // Most of one alphabet, now and then of another: pairs fall on every side of a boundary.
        let rarity = Int.random(in: 1...60, using: &generator)
        var text = String.UnicodeScalarView()
        for _ in 0..<length {
            let isRare = Int.random(in: 0..<rarity, using: &generator) == 0
            let alphabet = isRare ? alphabets.randomElement(using: &generator) : alphabets[0]
            text.append(alphabet?.randomElement(using: &generator) ?? "a")
        }
        return String(text)
    }

    /// Any scalars at all.
    mutating func anything(length: Int) -> String {
        var text = String.UnicodeScalarView()
        while text.count < length {
            let top: UInt32 =
                [0x80, 0x400, 0x3000, 0x11_0000].randomElement(using: &generator) ?? 1
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<top, using: &generator)) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
