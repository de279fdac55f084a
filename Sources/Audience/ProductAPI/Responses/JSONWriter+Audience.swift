import Accounts
import AccountsModel
import Attributes
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import JSONCoding

/// The JSON of events, lineage and actions; contacts have ``ContactView``.
extension JSONWriter {
    mutating func event(_ event: AudienceEvent) {
        object { writer in
            writer.member("id", event.id)
            writer.member("audienceId", event.audienceID)
            writer.member("datasourceId", plain: event.contact.dataSource.hexDigits)
            writer.member("datasourceContactId", event.contact.userID)
            writer.member("eventType", event.type)
            writer.member("eventId", event.eventID)
            writer.member("eventDate", event.at.preciseISO8601)
            writer.member("createdAt", event.createdAt.preciseISO8601)
            writer.key("parameters")
            writer.object { writer in
                for (name, value) in event.parameters.sorted(by: { $0.key < $1.key }) {
                    writer.key(text: name)
                    writer.attribute(value)
                }
            }
        }
    }

    /// Writes the lineage of a contact, limited to visible values.
    mutating func lineage(_ lineage: AudienceLineage, through view: ContactView) {
        object { writer in
            writer.member("audienceId", lineage.audienceID)
            writer.member("overMerged", lineage.isOverMerged)
            writer.key("members")
            writer.array { writer in for member in lineage.members { writer.member(member) } }
            writer.key("values")
            writer.array { writer in
                for origin in lineage.values where !view.hides(origin.attribute) {
                    writer.origin(origin)
                }
            }
            writer.key("joins")
            writer.array { writer in
                for join in lineage.joins {
                    writer.object { writer in
                        writer.member("attribute", join.attribute)
                        writer.member("value", view.hides(join.attribute) ? nil : join.value)
                        writer.key("left")
                        writer.member(join.left)
                        writer.key("right")
                        writer.member(join.right)
                    }
                }
            }
            writer.key("unjoined")
            writer.array { writer in
                for idle in lineage.unjoined {
                    writer.object { writer in
                        writer.member("attribute", idle.attribute)
                        writer.member("value", view.hides(idle.attribute) ? nil : idle.value)
                        writer.member("datasourceId", plain: idle.contact.dataSource.hexDigits)
                        writer.member("contactId", idle.contact.userID)
                        writer.member("contacts", idle.contactsCount)
                        writer.member("reason", idle.reason)
                    }
                }
            }
        }
    }

    private mutating func member(_ member: SourceContactKey) {
        object { writer in
            writer.member("datasourceId", plain: member.dataSource.hexDigits)
            writer.member("contactId", member.userID)
        }
    }

    private mutating func origin(_ origin: AudienceLineage.ValueOrigin) {
        object { writer in
            writer.member("attribute", origin.attribute)
            writer.key("value")
            writer.attribute(origin.value)
            writer.member("rule", origin.rule)
            writer.key("sources")
            writer.array { writer in for source in origin.sources { writer.statement(source) } }
            writer.key("beaten")
            writer.array { writer in for beaten in origin.beaten { writer.statement(beaten) } }
        }
    }

    private mutating func statement(_ statement: AudienceLineage.Statement) {
        object { writer in
            writer.key("value")
            writer.attribute(statement.value)
            writer.member("datasourceId", plain: statement.contact?.dataSource.hexDigits)
            writer.member("contactId", statement.contact?.userID)
            writer.member("at", statement.at.preciseISO8601)
            writer.member("platformReason", statement.platformReason)
        }
    }

    /// Writes the result of an action on a contact, in the format of a data source's stream.
    mutating func acceptedAction(
        _ action: ContactAction,
        _ report: IngestReport,
        _ access: ProjectAccess
    ) {
        let organization = access.authorization.account.organization
        member("success", true)
        member("status", 202)
        member("dryRun", report.isDryRun)
        member("projectId", plain: access.project.uid.hexDigits)
        member("projectUid", plain: access.project.uid.hexDigits)
        member("apiSpeedTier", organization.plan.apiTier)
        member("entitiesLimit", 1)
        member("entitiesSuccess", 1)
        member("entitiesFailures", 0)
        key("accepted")
        array { writer in
            writer.object { writer in
                writer.member("position", 0)
                writer.key("item")
                writer.object { writer in
                    writer.member("action", action.kind.rawValue)
                    writer.member("audienceId", action.audienceID)
                }
            }
        }
        key("errors")
        array { _ in }
        key("stats")
        object { writer in
            writer.member("callsTotal", 1)
            writer.member("callsSuccess", 1)
            writer.member("callsFailures", 0)
            writer.member("entitiesSuccess", 1)
            writer.member("entitiesFailures", 0)
        }
    }
}
