import Attributes
import AudienceModel
import Glibc
import Host
import Secrets

/// A file that is to be imported, read piece by piece.
final class ImportFile: Sendable {
    /// The octets of one piece.
    static let pieceBytes = 256 << 10

    let path: String
    /// How many octets it has.
    let size: Int
    private let descriptor: Int32

    /// Opens a file.
    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("read", path) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let error = FileError("read", path)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(
                "read",
                path,
                errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
            )
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The octets from an offset on, at most so many; fewer only at the end.
    func bytes(from offset: Int, atMost limit: Int = pieceBytes) throws(FileError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: max(min(limit, size - offset), 0))
        var count = 0
        while count < octets.count {
            let step = unsafe octets.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor,
                    buffer.baseAddress?.advanced(by: count),
                    buffer.count - count,
                    off_t(offset + count)
                )
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw FileError("read", path, errno: step == 0 ? EIO : errno) }
            count += step
        }
        return octets
    }

    /// A fingerprint of the file and of how it is imported: 64 digits.
    func fingerprint(for plan: ImportPlan) throws -> String {
        let hasher = try SecretHasher(key: Array("heliograph: an import's content".utf8) + [1])
        let choices =
            [plan.stream.rawValue, plan.format.rawValue, plan.isDryRun ? "dry" : "applied"]
            + [plan.delimiter.map { String($0) } ?? ""]
            + plan.mapping.flatMap { [$0.column, $0.field] }
        var digest = hasher.digest(of: choices.joined(separator: "\0")).bytes
        var offset = 0
        while offset < size {
            let piece = try bytes(from: offset, atMost: 1 << 20)
            digest = hasher.digest(of: digest + piece).bytes
            offset += piece.count
        }
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
