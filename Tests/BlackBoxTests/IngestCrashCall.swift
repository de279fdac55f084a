import Essentials

/// The name of a contact among those of all data sources.
struct IngestCrashName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The position of the data source.
    let source: Int
    let userID: String

    var description: String { "\(source)/\(userID)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.source, left.userID) < (right.source, right.userID)
    }

    /// All that an item says of the contact, which follows from name and version alone.
    ///
    /// Phones and addresses are few, so that contacts meet and part again as versions change.
    func values(_ version: Int) -> (first: String, email: String?, phone: String?) {
        let seed = "\(self)/\(version)".utf8.reduce(into: UInt64(7)) { $0 = $0 &* 31 &+ UInt64($1) }
        var generator = SeededGenerator(seed: seed)
        let email = Int.random(in: 0..<300, using: &generator)
        let phone = Int.random(in: 0..<300, using: &generator)
        return (
            "\(source)-\(userID)-\(version)",
            email < 150 ? "e\(email)@example.com" : nil,
            phone < 150 ? "+34600\(100_000 + phone)" : nil
        )
    }

    /// The members of an item that says this version, but for the user id.
    func members(_ version: Int) -> String {
        let values = values(version)
        func json(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
        return #""_first_name":"\#(values.first)","_email":\#(json(values.email)),"#
            + #""_phone_mobile":\#(json(values.phone)),"version":\#(version)"#
    }
}

/// A call to a data source, with what it means.
struct IngestCrashCall: Sendable {
    /// What an item of a call does.
    enum Item: Sendable {
        case write(IngestCrashName, version: Int)
        case event(IngestCrashName, id: String, version: Int?)
        /// An item that must be refused, with the user id that it has.
        case bad(String)
        case removal(IngestCrashName)
    }

    let source: Int
    let path: String
    let items: [Item]

    var isRemoval: Bool {
        if case .removal? = items.first { return true }
        return false
    }

    /// The body; nil for a removal.
    var body: String? {
        guard !isRemoval else { return nil }
        let isEvents = path.hasPrefix("/events")
        return "[\(items.map { $0.json(isEvents: isEvents) }.joined(separator: ","))]"
    }
}

extension IngestCrashCall.Item {
    /// The amount of an event, which follows from its id.
    static func amount(of event: String) -> Int { Int(event.split(separator: "-").last ?? "") ?? 0 }

    fileprivate func json(isEvents: Bool) -> String {
        switch self {
        case .write(let name, let version):
            return #"{"_user_id":"\#(name.userID)",\#(name.members(version))}"#
        case .event(let name, let id, let version):
            let contact = version.map { #","_user_data":{\#(name.members($0))}"# } ?? ""
            return #"{"_user_id":"\#(name.userID)","_event_id":"\#(id)","#
                + #""_event_type":"crash_visit","#
                + #""_event_parameters":{"amount":\#(Self.amount(of: id))}\#(contact)}"#
        case .bad(let userID):
            return isEvents
                ? #"{"_user_id":"\#(userID)","_event_id":"\#(userID)"}"#
                : #"{"_user_id":"\#(userID)","_email":"nowhere"}"#
        case .removal: return ""
        }
    }
}
