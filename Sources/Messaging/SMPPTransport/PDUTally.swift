import SMPPCodec

/// The PDUs that one turn of a loop sent and received, counted without atomics.
struct PDUTally {
    var bytesReceived = 0
    var bytesSent = 0
    /// PDUs that could not be read.
    var unreadable = 0
    /// Counts by ``CommandSlot``.
    private(set) var received = [Int](repeating: 0, count: CommandSlot.count)
    private(set) var sent = [Int](repeating: 0, count: CommandSlot.count)
    /// Responses with an error status.
    private(set) var errorsReceived: [CommandStatus: Int] = [:]
    private(set) var errorsSent: [CommandStatus: Int] = [:]

    mutating func note(received pdu: borrowing PDU) {
        received[CommandSlot.of(pdu.commandID)] += 1
        if pdu.status != .ok { errorsReceived[pdu.status, default: 0] += 1 }
    }

    mutating func note(sent pdu: borrowing PDU) {
        sent[CommandSlot.of(pdu.commandID)] += 1
        if pdu.status != .ok { errorsSent[pdu.status, default: 0] += 1 }
    }

    mutating func reset() {
        (bytesReceived, bytesSent, unreadable) = (0, 0, 0)
        for slot in 0..<CommandSlot.count { (received[slot], sent[slot]) = (0, 0) }
        if !errorsReceived.isEmpty { errorsReceived = [:] }
        if !errorsSent.isEmpty { errorsSent = [:] }
    }
}

/// A small number for each command, as an index of counts.
enum CommandSlot {
    private static let operations = 29
    private static let other = operations - 1
    static let count = operations * 2

    static func of(_ command: CommandID) -> Int {
        let slot =
            switch command.rawValue & 0x7FFF_FFFF {
            case let number where number <= 0x15: Int(number)
            case 0x21: 22
            case 0x102: 23
            case 0x103: 24
            case 0x111: 25
            case 0x112: 26
            case 0x113: 27
            default: other
            }
        return command.isResponse ? slot + operations : slot
    }

    /// The command's name, for a label.
    static func name(_ slot: Int) -> String {
        let (number, bit): (Int, UInt32) =
            slot < operations ? (slot, 0) : (slot - operations, 0x8000_0000)
        let operation: UInt32 =
            switch number {
            case ...0x15: UInt32(number)
            case 22: 0x21
            case 23: 0x102
            case 24: 0x103
            case 25: 0x111
            case 26: 0x112
            case 27: 0x113
            default: 0x7FFF_FFFF
            }
        let command = CommandID(rawValue: operation | bit)
        return command.isKnown ? command.description : bit == 0 ? "unknown" : "unknown_resp"
    }
}
