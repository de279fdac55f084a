import CCurl
import Glibc

/// The sockets that the client's thread waits for, in one epoll set.
///
/// For each call, curl reports when it starts and stops waiting for a socket. On keep-alive
/// connections that would cost two system calls per request. So a socket stays registered while
/// its connection is idle, and is removed when it is closed or when unexpected data arrives.
final class SocketSet {
    /// What happened on one socket.
    struct Event {
        let socket: Int32
        /// Bits of `CURL_CSELECT_…`.
        let mask: Int32
    }

    private struct Interest {
        var registered: UInt32 = 0
        var wanted: UInt32 = 0
        /// Opened by ``open(family:type:protocol:)``, so ``close(_:)`` closes it.
        var isOwn = false
    }

    private static let mostEvents = 512

    private let descriptor: Int32
    private var interests: [Interest] = []
    private let buffer = UnsafeMutablePointer<epoll_event>.allocate(capacity: mostEvents)

    /// Creates a set that always waits for the given descriptor; nil if the system refuses.
    init?(inbox: Int32) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = inbox
        guard epoll_ctl(descriptor, EPOLL_CTL_ADD, inbox, &event) == 0 else { return nil }
    }

    deinit {
        buffer.deallocate()
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Waits for events; a negative limit waits forever.
    func wait(milliseconds: Int32) -> [Event] {
        let count = epoll_wait(descriptor, buffer, Int32(SocketSet.mostEvents), milliseconds)
        guard count > 0 else { return [] }
        return (0..<Int(count)).map { index in
            let bits = buffer[index].events
            var mask: Int32 = 0
            if bits & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_IN }
            if bits & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
            if bits & EPOLLERR.rawValue != 0 { mask |= CURL_CSELECT_ERR }
            return Event(socket: buffer[index].data.fd, mask: mask)
        }
    }

    /// Records what curl waits for at a socket, in `CURL_POLL_…` values.
    func want(_ what: Int32, at socket: Int32) {
        grow(to: socket)
        var wanted: UInt32 = 0
        if what == CURL_POLL_IN || what == CURL_POLL_INOUT { wanted |= EPOLLIN.rawValue }
        if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { wanted |= EPOLLOUT.rawValue }
        interests[Int(socket)].wanted = wanted
        let interest = interests[Int(socket)]
        if wanted == 0, interest.isOwn, interest.registered == EPOLLIN.rawValue { return }
        if wanted != interest.registered { register(wanted, at: socket) }
    }

    /// Whether curl waits for the socket; if not, removes it from the set.
    func isWanted(_ socket: Int32) -> Bool {
        guard Int(socket) < interests.count else { return false }
        if interests[Int(socket)].wanted != 0 { return true }
        register(0, at: socket)
        return false
    }

    /// Opens a socket for curl.
    func open(family: Int32, type: Int32, protocol number: Int32) -> Int32 {
        let socket = Glibc.socket(family, type | Int32(SOCK_CLOEXEC.rawValue), number)
        if socket >= 0 {
            grow(to: socket)
            interests[Int(socket)] = Interest(isOwn: true)
        }
        return socket
    }

    /// Closes a socket, which also removes it from the set.
    func close(_ socket: Int32) -> Int32 {
        if Int(socket) < interests.count { interests[Int(socket)] = Interest() }
        return Glibc.close(socket)
    }

    private func register(_ wanted: UInt32, at socket: Int32) {
        var event = epoll_event()
        event.events = wanted
        event.data.fd = socket
        if wanted == 0 {
            epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, nil)
        } else if epoll_ctl(descriptor, EPOLL_CTL_MOD, socket, &event) != 0 {
            epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event)
        }
        interests[Int(socket)].registered = wanted
    }

    private func grow(to socket: Int32) {
        while interests.count <= Int(socket) { interests.append(Interest()) }
    }
}
