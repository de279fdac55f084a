import AccountsModel
import AudienceModel
import Identity

@testable import Audience

/// An independent account of what custom attributes contacts should have, as texts.
///
/// It knows neither types nor batches: the last accepted value of a contact in its source counts,
/// until the contact, the source or the attribute is removed.
struct AttributeOracle {
    /// A contact as a call brings it.
    struct Contact {
        let userID: String
        /// The texts of attributes; nil clears one.
        let values: [String: String?]
        let json: String
    }

    /// The texts by source, user id and attribute.
    private(set) var values: [String: String] = [:]

    private static func place(_ source: String, _ userID: String, _ name: String) -> String {
        "\(source)/\(userID)/\(name)"
    }

    mutating func take(_ contact: Contact, from source: DataSource) {
        for (name, value) in contact.values {
            values[Self.place("\(source.id)", contact.userID, name)] = value
        }
    }

    mutating func remove(_ userID: String, from source: DataSource) {
        drop { $0.hasPrefix("\(source.id)/\(userID)/") }
    }

    mutating func remove(_ source: DataSource) { drop { $0.hasPrefix("\(source.id)/") } }

    mutating func remove(_ member: SourceContactKey) {
        drop { $0.hasPrefix("\(member.dataSource)/\(member.userID)/") }
    }

    mutating func remove(_ attribute: String) { drop { $0.hasSuffix("/\(attribute)") } }

    private mutating func drop(where isGone: (String) -> Bool) {
        values = values.filter { !isGone($0.key) }
    }
}

extension AudienceWorld {
    /// The custom attributes that are stored, in the form of the oracle.
    func stored() async throws -> [String: String] {
        var found: [String: String] = [:]
        for row in try await audienceStore.sourceContacts(of: project.id, after: 0, limit: 10_000) {
            for value in try row.contact().values where value.attribute.hasPrefix("n") {
                let place = "\(row.dataSource)/\(row.userID)/\(value.attribute)"
                found[place] = value.value.texts.joined(separator: ",")
            }
        }
        return found
    }
}
