import Glibc
import Host

/// Where an export goes: a file that is there whole or not at all, or standard output.
enum ExportTarget {
    case file(FileDraft)
    case standardOutput

    /// The target of a path; `-` and none are standard output.
    init(_ path: String?) throws(FileError) {
        guard let path, path != "-" else {
            self = .standardOutput
            return
        }
        self = .file(try FileDraft(path))
    }

    /// Adds octets; false when nobody reads them any more.
    func write(_ octets: [UInt8]) throws(FileError) -> Bool {
        switch self {
        case .file(let draft):
            try draft.write(octets)
            return true
        case .standardOutput:
            var rest = octets[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { buffer in
                    unsafe Glibc.write(STDOUT_FILENO, buffer.baseAddress, buffer.count)
                }
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EPIPE { return false }
                guard count > 0 else { throw FileError("write", "-") }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Puts a file in its place.
    func finish() throws(FileError) {
        if case .file(let draft) = self { try draft.finish() }
    }
}
