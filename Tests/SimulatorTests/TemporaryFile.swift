import Glibc

/// The name of a file that is not there yet, and is removed in the end.
final class TemporaryFile {
    let path: String

    init() {
        path = "/tmp/heliograph-\(UInt64.random(in: 0...UInt64.max))"
    }

    deinit {
        unlink(path)
        unlink(path + ".new")
    }

    /// The bytes of the file.
    var contents: [UInt8] {
        get {
            let file = open(path, O_RDONLY)
            defer { close(file) }
            let size = Int(lseek(file, 0, SEEK_END))
            return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = pread(file, buffer.baseAddress, size, 0)
            }
        }
        set {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            defer { close(file) }
            _ = newValue.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        }
    }
}
