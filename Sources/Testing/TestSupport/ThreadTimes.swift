import Glibc

/// CPU time of this process's threads, for benchmarks.
public enum ThreadTimes {
    /// The CPU seconds so far of the threads with this name.
    public static func seconds(ofThreadsNamed name: String) -> Double {
        guard let folder = opendir("/proc/self/task") else { return 0 }
        defer { closedir(folder) }
        var nanoseconds = 0.0
        while let entry = readdir(folder) {
            let number = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            let path = "/proc/self/task/\(number)"
            guard contents(of: path + "/comm")?.dropLast() == name[...],
                let spent = contents(of: path + "/schedstat")?.split(separator: " ").first
            else { continue }
            nanoseconds += Double(spent) ?? 0
        }
        return nanoseconds / 1e9
    }

    /// The CPU seconds so far of the whole process.
    public static var process: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Names the calling thread, at most 15 characters.
    public static func nameThread(_ name: String) {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = Array(name.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
