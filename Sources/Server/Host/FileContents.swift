public import Glibc

/// Why a file could not be read or written.
public struct FileError: Error, CustomStringConvertible {
    /// The reason in words.
    public let description: String

    /// Describes the error of the last system call.
    public init(_ act: String, _ path: String, errno code: Int32 = errno) {
        let reason = unsafe String(cString: strerror(code))
        description = "cannot \(act) '\(path)': \(reason)"
    }
}

/// Small files that are read and written as a whole.
public enum FileContents {
    /// The bytes of a file; nil if it does not exist; throws if it exceeds the limit.
    public static func read(_ path: String, atMost limit: Int) throws(FileError) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw FileError("read", path)
        }
        defer { close(file) }
        var octets = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count <= limit {
            let step = unsafe octets.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: count), limit + 1 - count)
            }
            guard step != 0 else { break }
            guard step > 0 || errno == EINTR else { throw FileError("read", path) }
            count += max(step, 0)
        }
        guard count <= limit else { throw FileError("read", path, errno: EFBIG) }
        return Array(octets.prefix(count))
    }

    /// Writes a file that only its owner can read, atomically.
    public static func writePrivately(_ octets: [UInt8], to path: String) throws(FileError) {
        let draft = "\(path).\(getpid()).new"
        unsafe unlink(draft)
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError("write", draft) }
        let isWritten = unsafe octets.withUnsafeBytes { buffer in
            unsafe write(file, buffer.baseAddress, buffer.count) == buffer.count
        }
        let isDurable = isWritten && fsync(file) == 0
        close(file)
        guard isDurable, unsafe rename(draft, path) == 0 else {
            let error = FileError("write", path)
            unsafe unlink(draft)
            throw error
        }
    }

    /// The free bytes of the file system with the path; nil if unknown.
    public static func freeBytes(at path: String) -> Int? {
        var figures = statvfs()
        guard unsafe statvfs(path, &figures) == 0 else { return nil }
        return Int(clamping: UInt64(figures.f_bavail) * UInt64(figures.f_frsize))
    }

    /// The size of a file in bytes; nil if it cannot be told.
    public static func size(of path: String) -> Int? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Int(status.st_size)
    }

    /// Creates a folder that only its owner can enter, unless it exists.
    public static func makeFolder(_ path: String) throws(FileError) {
        guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw FileError("create the folder", path)
    }

    /// Whether nothing has this path; false also if that cannot be told.
    public static func isMissing(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) != 0 && errno == ENOENT
    }
}

/// A lock between processes, held as long as the value lives.
public final class FileLock {
    private let file: Int32

    /// Waits for the lock on a file, which is created if necessary.
    public init(_ path: String) throws(FileError) {
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError("lock", path) }
        guard flock(file, LOCK_EX) == 0 else {
            let error = FileError("lock", path)
            close(file)
            throw error
        }
    }

    deinit {
        // A child process that is being started would inherit the file and keep the lock.
        _ = flock(file, LOCK_UN)
        close(file)
    }
}
