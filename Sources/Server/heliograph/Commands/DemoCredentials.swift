import Host
import JSONCoding

/// What `demo.json` holds: the demo organization's identifiers and secrets.
struct DemoCredentials: Sendable, Equatable {
    let organization: String
    let standard: String
    let apiSMS: String
    let datasource: String
    var product = ""
    var datasourceToken = ""
    var transactional = ""
    var legacy = ""
    var systemID = ""
    var password = ""

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
        guard let organization = text("organization"),
            let standard = text("projects", "standard"), let apiSMS = text("projects", "apiSms"),
            let datasource = text("datasource"), let product = text("tokens", "product"),
            let datasourceToken = text("tokens", "datasource"),
            let transactional = text("tokens", "transactional"),
            let legacy = text("tokens", "legacy"), let systemID = text("smpp", "systemId"),
            let password = text("smpp", "password")
        else { return nil }
        self.init(
            organization: organization,
            standard: standard,
            apiSMS: apiSMS,
            datasource: datasource
        )
        self.product = product
        self.datasourceToken = datasourceToken
        self.transactional = transactional
        self.legacy = legacy
        self.systemID = systemID
        self.password = password
    }

    /// Names the organization before its tokens are there.
    init(organization: String, standard: String, apiSMS: String, datasource: String) {
        self.organization = organization
        self.standard = standard
        self.apiSMS = apiSMS
        self.datasource = datasource
    }
}
