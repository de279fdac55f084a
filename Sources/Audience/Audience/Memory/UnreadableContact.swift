import AudienceModel
import Essentials

/// A contact whose stored payload cannot be decoded.
struct UnreadableContact: Error, Hashable, CustomStringConvertible {
    let number: UInt32
    let userID: String

    var description: String { "contact \(userID), number \(number), cannot be read" }
}

extension ContactTable.Record {
    /// The decoded payload.
    func contact() throws(UnreadableContact) -> StoredContact {
        do {
            return try StoredContact(encoded: payload)
        } catch {
            throw UnreadableContact(number: number, userID: userID)
        }
    }
}

extension SourceContactRecord {
    /// The decoded payload.
    func contact() throws(UnreadableContact) -> StoredContact {
        do {
            return try StoredContact(encoded: payload)
        } catch {
            throw UnreadableContact(
                number: UInt32(truncatingIfNeeded: number),
                userID: userID
            )
        }
    }
}
