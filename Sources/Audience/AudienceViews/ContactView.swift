public import Attributes
public import AudienceModel
import Essentials
public import JSONCoding

/// Writes contacts as one token may see them; all contacts leave through it.
public struct ContactView: Sendable {
    /// The attributes that are shown to the token, in the order of the catalogue.
    public let attributes: [AttributeDefinition]
    /// The attributes that the token may see, also those that are not shown unless asked for.
    let permitted: [AttributeDefinition]
    private let known: Set<String>
    private let hidden: Set<String>
    private let members: AttributeMembers

    /// A view of a project's contacts.
    public init(_ catalogue: [AttributeDefinition], _ access: AudienceAccess) {
        permitted = catalogue.filter(access.sees)
        attributes = permitted.filter { $0.flags.contains(.visible) }
        members = AttributeMembers(attributes)
        known = Set(catalogue.map(\.uid))
        hidden = known.subtracting(permitted.map(\.uid))
    }

    /// Whether the project has an attribute with the name that is hidden from the token.
    public func hides(_ name: String) -> Bool { hidden.contains(name) }

    /// Whether the project has an attribute with the name.
    public func knows(_ name: String) -> Bool { known.contains(name) }

    /// Writes a contact; with `isFlat`, the built-in values are repeated beside the other members.
    public func write(
        _ contact: AudienceContact,
        isFlat: Bool = false,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("id", contact.id)
            writer.key("attributesData")
            writer.object { members.write(contact.values, to: &$0) }
            if isFlat { knownValues(contact.values, to: &writer) }
            writer.key("audienceIds")
            writer.texts(contact.audienceIDs)
            writer.key("dsIds")
            writer.array { writer in
                var seen: Set<ObjectID> = []
                for member in contact.members where seen.insert(member.dataSource).inserted {
                    writer.string(plain: member.dataSource.hexDigits)
                }
            }
            writer.key("dsContactIds")
            writer.texts(contact.members.map(\.userID))
            writer.member("overMerged", contact.isOverMerged)
            writer.member("createdAt", plain: contact.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: contact.updatedAt.iso8601Bytes)
            writer.member("indexedAt", plain: contact.updatedAt.iso8601Bytes)
            writer.member("deletedAt", String?.none)
        }
    }

    /// Writes a source contact.
    public func write(_ contact: SourceContact, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", contact.id)
            writer.member("contactId", contact.key.userID)
            writer.member("audienceId", contact.audienceID)
            writer.key("contactData")
            writer.object { writer in
                for attribute in attributes {
                    guard let value = contact.values[attribute.uid] else { continue }
                    writer.key(text: attribute.uid)
                    writer.attribute(value)
                }
            }
            writer.member("datasourceSequence", contact.dataSourceSequence)
            writer.member("deleted", false)
            writer.member("hasErrors", Bool?.none)
            writer.member("customTag", String?.none)
            writer.member("temporaryContactId", String?.none)
            writer.member("createdAt", plain: contact.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: contact.updatedAt.iso8601Bytes)
        }
    }

    private func knownValues(_ values: [String: AttributeValue], to writer: inout JSONWriter) {
        for attribute in attributes where !attribute.flags.contains(.custom) {
            guard let value = values[attribute.uid] else { continue }
            writer.key(text: attribute.uid)
            writer.attribute(value)
        }
    }
}
