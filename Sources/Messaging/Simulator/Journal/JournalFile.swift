import Glibc

/// An append-only file, used by one process at a time.
struct JournalFile: ~Copyable {
    private(set) var path: String
    /// Bytes that were written completely.
    private(set) var size: Int
    private let descriptor: Int32

    /// Opens the file for appending, creates it if necessary, and locks it.
    init(appendingTo path: String) throws(SimulatorError) {
        try self.init(path: path, flags: O_RDWR | O_CREAT | O_CLOEXEC, isLocked: true)
    }

    /// Creates an empty file, replacing an existing one, and locks it.
    init(replacing path: String) throws(SimulatorError) {
        try self.init(
            path: path,
            flags: O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
            isLocked: true
        )
    }

    /// Opens an existing file for reading, also while another process appends to it.
    init(readingFrom path: String) throws(SimulatorError) {
        try self.init(path: path, flags: O_RDONLY | O_CLOEXEC, isLocked: false)
    }

    private init(path: String, flags: Int32, isLocked: Bool) throws(SimulatorError) {
        self.path = path
        descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw .journal(operation: "open", path: path, code: errno)
        }
        if isLocked, flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            close(descriptor)
            throw .journalInUse(path: path)
        }
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit {
        // A child process that is being started shares the file and would keep the lock.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Appends all bytes, or leaves the file unchanged.
    mutating func append(_ bytes: [UInt8]) throws(SimulatorError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + written },
                    buffer.count - written,
                    off_t(size + written)
                )
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                let code = errno
                // A partial write would hide what is appended after it.
                _ = ftruncate(descriptor, off_t(size))
                throw .journal(operation: "write to", path: path, code: code)
            }
        }
        size += written
    }

    /// Drops everything after the given size.
    mutating func truncate(to newSize: Int) throws(SimulatorError) {
        guard ftruncate(descriptor, off_t(newSize)) == 0 else {
            throw .journal(operation: "truncate", path: path, code: errno)
        }
        size = newSize
    }

    /// Reads up to the given number of bytes; none at the end of the file.
    func read(at offset: Int, most: Int) throws(SimulatorError) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
                let result = unsafe pread(descriptor, buffer.baseAddress, most, off_t(offset))
                code = result < 0 ? errno : 0
                count = max(result, 0)
            }
            if code == 0 { return bytes }
            guard code == EINTR else {
                throw .journal(operation: "read", path: path, code: code)
            }
        }
    }

    /// Renames the file, replacing an existing one.
    mutating func rename(to name: String) throws(SimulatorError) {
        guard unsafe Glibc.rename(path, name) == 0 else {
            throw .journal(operation: "replace", path: name, code: errno)
        }
        path = name
    }
}
