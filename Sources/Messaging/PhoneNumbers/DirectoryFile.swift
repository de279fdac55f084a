import Glibc

/// Reads a whole file, up to a limit.
enum DirectoryFile {
    /// More than ten times the size of all prefixes in the world.
    static let mostOctets = 16 << 20

    static func read(_ path: String) throws(OperatorDirectoryError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { break }
            octets += chunk[..<count]
            guard octets.count <= mostOctets else { throw .tooLarge(path: path) }
        }
        return octets
    }

    private static func unreadable(_ path: String) -> OperatorDirectoryError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
