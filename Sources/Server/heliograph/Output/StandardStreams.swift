import Glibc

/// The process's own streams and environment.
enum StandardStreams {
    /// Writes to standard output.
    static func writeOutput(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes to standard error.
    static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// The environment; of a name that is there twice, the first counts.
    static var environment: [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            let pieces = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pieces.count == 2, result[String(pieces[0])] == nil {
                result[String(pieces[0])] = String(pieces[1])
            }
            unsafe next += 1
        }
        return result
    }

    /// The name of the user who runs the process, or the number where it has no name.
    static var userName: String {
        guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else {
            return "\(getuid())"
        }
        return unsafe String(cString: name)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { octets in
                unsafe Glibc.write(descriptor, octets.baseAddress, octets.count)
            }
            // A reader that went away, as `head` does, wants no more.
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
