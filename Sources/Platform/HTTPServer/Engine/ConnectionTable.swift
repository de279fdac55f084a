/// The open connections of one thread and their state.
struct ConnectionTable {
    private var connections: [HTTPConnection] = []
    /// Requests whose headers have arrived and whose response is not sent yet.
    var busy = 0
    /// Requests whose handlers are suspended.
    var suspended = 0

    mutating func insert(_ connection: HTTPConnection) {
        connection.slot = connections.count
        connections.append(connection)
    }

    mutating func remove(_ connection: HTTPConnection) {
        let slot = connection.slot
        guard slot < connections.count, connections[slot] === connection else { return }
        connections.swapAt(slot, connections.count - 1)
        connections.removeLast()
        if slot < connections.count { connections[slot].slot = slot }
    }

    /// Ends the connections whose client is too slow.
    func closeOverdue(at now: UInt64) {
        for connection in connections { connection.closeIfOverdue(at: now) }
    }

    /// Cancels every suspended handler and answers 503 instead.
    func giveUp() {
        for connection in connections { connection.giveUp() }
    }
}
