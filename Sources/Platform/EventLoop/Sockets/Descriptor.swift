import CEvent
import Glibc

/// Owns the descriptor of a non-blocking socket.
struct Descriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    /// A stream socket for addresses of the family; if nil, `errno` has the reason.
    init?(family: Int32) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        number = socket(family, kind, 0)
        guard number >= 0 else { return nil }
    }

    deinit { if number >= 0 { close(number) } }

    /// Sends small writes at once: what belongs together is written together.
    func sendAtOnce() { set(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1) }

    func set(_ level: Int32, _ option: Int32, to value: Int32) {
        var value = value
        setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The error of a connecting socket; 0 when it is connected.
    var pendingError: Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let known = getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &size)
        return known == 0 ? code : errno
    }

    /// Gives the descriptor up to another owner.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// The system's message for an error number.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
