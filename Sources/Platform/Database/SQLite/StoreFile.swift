import Glibc

/// Whether this process may use the files of a store, and what to do if not.
enum StoreFile {
    /// The files that SQLite keeps beside the store; those that do not exist are not checked.
    private static let companions = ["-wal", "-shm"]

    /// Why the store cannot be used, with the remedy; nil if nothing speaks against it.
    static func refusal(of path: String) -> String? {
        let folder = folder(of: path)
        guard let owner = owner(of: folder) else {
            return errno == EACCES
                ? "'\(folder)' cannot be entered by \(ownName)"
                : "there is no folder '\(folder)'"
        }
        guard owner.isFolder else { return "'\(folder)' is not a folder" }
        for file in [path] + companions.map({ path + $0 }) {
            guard let owner = Self.owner(of: file) else {
                if errno == ENOENT { continue }
                return "'\(file)' cannot be reached by \(ownName): \(reason)"
            }
            if owner.isFolder { return "'\(file)' is a folder; it should be the store's file" }
            if access(file, R_OK | W_OK) != 0 { return refusal(of: file, owner, remedy: folder) }
        }
        if access(folder, W_OK | X_OK) != 0 { return refusal(of: folder, owner, remedy: folder) }
        return nil
    }

    private struct Owner {
        let user: uid_t
        let mode: mode_t
        var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func refusal(of path: String, _ owner: Owner, remedy folder: String) -> String {
        let code = errno
        let name = userName(owner.user)
        if code == EROFS { return "'\(path)' is on a file system that is mounted read-only" }
        var octal = String(owner.mode & 0o777, radix: 8)
        while octal.utf8.count < 3 { octal = "0" + octal }
        let what = "'\(path)' belongs to \(name) (mode \(octal))"
        guard owner.user != geteuid() else {
            return "\(what) and cannot be written: \(String(cString: strerror(code)));"
                + " allow its owner to read and write it"
        }
        return "\(what) and cannot be written by \(ownName); run this as \(name), or give the"
            + " folder to the server's user: chown -R USER '\(folder)'"
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func owner(of path: String) -> Owner? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Owner(user: status.st_uid, mode: status.st_mode)
    }

    private static var ownName: String { userName(geteuid()) }

    /// The user as an operator knows it: `heliograph (uid 998)`.
    private static func userName(_ user: uid_t) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            return "uid \(user)"
        }
        return "\(String(cString: entry.pw_name)) (uid \(user))"
    }
}
