/// The caller gave something wrong; the message says what to change.
struct UsageError: Error, CustomStringConvertible {
    /// The message, without the program's name; secrets that were given are not in it.
    let description: String

    init(_ description: String) { self.description = Secrecy.masked(description) }
}
