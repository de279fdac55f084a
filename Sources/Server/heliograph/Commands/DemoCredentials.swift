import Host
import JSONCoding

/// What `demo.json` holds: the demo organization's identifiers and secrets.
struct DemoCredentials: Sendable, Equatable {
    let organization: String
    var standard = ""
    var apiSMS = ""
    var datasource = ""
    var product = ""
    var datasourceToken = ""
    var transactional = ""
    var legacy = ""
    var systemID = ""
    var password = ""
    /// The key of the webhooks' signatures; nil without a callback.
    var signingSecret: String?

    /// What is printed and written; other programs rely on the names.
    var fields: [Output.Field] {
        [
            ("organization", .string(organization)),
            ("projects", .record([("standard", .string(standard)), ("apiSms", .string(apiSMS))])),
            ("datasource", .string(datasource)),
            (
                "tokens",
                .record([
                    ("product", .string(product)), ("datasource", .string(datasourceToken)),
                    ("transactional", .string(transactional)), ("legacy", .string(legacy)),
                ])
            ),
            (
                "smpp",
                .record([("systemId", .string(systemID)), ("password", .string(password))])
            ),
            ("signingSecret", .text(signingSecret)),
        ]
    }

    /// The credentials in a file; nil when there is none or it is not one of ours.
    static func read(from path: String) throws -> DemoCredentials? {
        guard let octets = try FileContents.read(path, atMost: 65_536),
            case .object(let root) = try? JSONDocument.parse(octets)
        else { return nil }
        return DemoCredentials(root)
    }

    /// Writes the file, readable by its owner alone.
    func write(to path: String) throws {
        let text = PrintedValue.record(fields).json + "\n"
        try FileContents.writePrivately(Array(text.utf8), to: path)
    }

    private init?(_ root: JSONObject) {
        func text(_ path: String...) -> String? {
            var value = JSONValue.object(root)
            for name in path {
                guard case .object(let object) = value, let inner = object[name] else { return nil }
                value = inner
            }
            guard case .string(let text) = value else { return nil }
            return text
        }
        guard let organization = text("organization") else { return nil }
        self.init(organization: organization)
        // The rest is missing if the command was interrupted; it is found or made again.
        standard = text("projects", "standard") ?? ""
        apiSMS = text("projects", "apiSms") ?? ""
        datasource = text("datasource") ?? ""
        product = text("tokens", "product") ?? ""
        datasourceToken = text("tokens", "datasource") ?? ""
        transactional = text("tokens", "transactional") ?? ""
        legacy = text("tokens", "legacy") ?? ""
        systemID = text("smpp", "systemId") ?? ""
        password = text("smpp", "password") ?? ""
        signingSecret = text("signingSecret")
    }

    /// Names the organization before anything else is there.
    init(organization: String) { self.organization = organization }
}
