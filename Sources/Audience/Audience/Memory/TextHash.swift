extension UInt64 {
    /// A hash of a text under a word that tells kinds of texts apart; differs in every process.
    static func hash(_ word: Int, _ text: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(word)
        hasher.combine(text)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
