/// The caller gave something wrong; the message says what to change.
struct UsageError: Error, CustomStringConvertible {
    /// The message, without the program's name.
    let description: String

    init(_ description: String) { self.description = description }
}
