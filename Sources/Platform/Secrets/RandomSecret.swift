import CSodium

/// Random bytes and texts from the kernel's generator.
public enum RandomSecret {
    /// Random bytes.
    public static func bytes(_ count: Int) throws(SecretsError) -> [UInt8] {
        try Sodium.start()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// Random characters, each equally likely.
    public static func text(
        _ count: Int,
        of alphabet: Alphabet
    ) throws(SecretsError) -> String {
        try Sodium.start()
        let choices = alphabet.characters
        let bound = UInt32(choices.count)
        let picked = (0..<count).map { _ in choices[Int(randombytes_uniform(bound))] }
        return String(decoding: picked, as: UTF8.self)
    }

    /// The characters of a random text.
    public struct Alphabet: Sendable {
        let characters: [UInt8]

        /// Letters and digits: 5.95 bits each, safe in URLs, and a double click selects the whole
        /// text.
        public static let alphanumeric = Alphabet(
            characters: Array(
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
            )
        )

        /// Without `0`, `O`, `1`, `l` and `I`, for texts that people type: 5.83 bits each.
        public static let legible = Alphabet(
            characters: Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        )
    }
}
