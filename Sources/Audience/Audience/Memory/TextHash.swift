extension UInt64 {
    /// A hash of a text and a word that distinguishes kinds of texts; differs in every process.
    static func hash(_ word: Int, _ text: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(word)
        hasher.combine(text)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
