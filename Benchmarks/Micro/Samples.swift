import Essentials
import JSONCoding
import Messaging

/// Requests and messages like those of the load generator.
enum Samples {
    /// The body of `POST /sms`.
    static let single = Array(item(0).utf8)

    /// The body of `POST /sms/bulk` with 100 messages.
    static let bulk = Array("[\((0..<100).map(item).joined(separator: ","))]".utf8)

    /// A draft as the body says.
    static func draft(_ number: Int) -> MessageDraft {
        MessageDraft(
            from: "Heliograph",
            to: "+346\(10_000_000 + number)",
            text: "Your code is 123456. It is valid for ten minutes, on this device only.",
            clientID: "bench0000000-\(100_000_000_000 + number)"
        )
    }

    private static func item(_ number: Int) -> String {
        """
        {"clientId":"bench0000000-\(100_000_000_000 + number)","from":"Heliograph",\
        "to":"+346\(10_000_000 + number)",\
        "text":"Your code is 123456. It is valid for ten minutes, on this device only.",\
        "allowUnicode":false}
        """
    }
}
