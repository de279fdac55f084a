import Glibc
import Host

/// A file that its owner alone can read, written in pieces: whole at the end, or not there at all.
final class FileDraft {
    private let path: String
    private let draft: String
    private let descriptor: Int32
    private var isFinished = false

    /// Begins a file that will be at the path.
    init(_ path: String) throws(FileError) {
        self.path = path
        draft = "\(path).\(getpid()).new"
        unsafe unlink(draft)
        descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("write", draft) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unsafe unlink(draft) }
    }

    /// Adds octets.
    func write(_ octets: [UInt8]) throws(FileError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", draft) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts the file in its place.
    func finish() throws(FileError) {
        guard fsync(descriptor) == 0, unsafe rename(draft, path) == 0 else {
            throw FileError("write", path)
        }
        isFinished = true
    }
}
