import Glibc

/// A file with a secret in its first line.
enum SecretFile {
    private static let mostBytes = 4096

    static func firstLine(of path: String) throws(CarrierOptionError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: mostBytes)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(descriptor, buffer.baseAddress, buffer.count)
        }
        guard count >= 0 else { throw .unreadable(path: path, code: errno) }
        let line = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") && $0 != 13 }
        return String(decoding: line, as: UTF8.self)
    }
}
