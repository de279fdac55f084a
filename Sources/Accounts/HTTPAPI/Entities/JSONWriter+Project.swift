public import AccountsModel
import Essentials
public import JSONCoding

/// The JSON of projects.
extension JSONWriter {
    /// Writes a project, with the fixed value of each setting that cannot be changed yet.
    public mutating func project(_ project: Project) {
        object { writer in
            writer.member("id", plain: project.uid.hexDigits)
            writer.member("uid", plain: project.uid.hexDigits)
            writer.member("name", project.name)
            writer.member("description", project.profile.details)
            writer.member("projectType", project.kind.rawValue)
            writer.member("projectStatus", "active")
            writer.member("businessType", "other")
            writer.member("locale", project.profile.locale)
            writer.member("timezone", project.profile.timeZone)
            writer.member("createdAt", plain: project.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: project.updatedAt.iso8601Bytes)
            for name in JSONWriter.unsetMembers {
                writer.key(text: name)
                writer.null()
            }
            writer.attributionConfig()
            writer.generalConfig()
        }
    }

    /// Writes the summary of a project that the stream endpoints show.
    public mutating func projectSummary(_ project: Project) {
        object { writer in
            writer.member("id", plain: project.uid.hexDigits)
            writer.member("uid", plain: project.uid.hexDigits)
            writer.member("name", project.name)
            writer.member("locale", project.profile.locale)
            writer.member("timezone", project.profile.timeZone)
            writer.member("createdAt", plain: project.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: project.updatedAt.iso8601Bytes)
        }
    }

    private static let unsetMembers = [
        "brand", "businessUrl", "businessContactsSize", "conversionConfig", "defaultSmsSender",
        "lockedReason", "lockedUntil", "shortTrackingDomain", "unsubscribeTrackingDomain",
    ]

    /// How long after a message an order is attributed to it.
    private mutating func attributionConfig() {
        key("attributionConfig")
        object { writer in
            writer.member("hoursSmsCampaignSent", 24)
            writer.member("hoursRcsCampaignSent", 24)
            writer.member("hoursWhatsappCampaignSent", 24)
            writer.member("hoursOtherCampaignSent", 24)
            writer.member("hoursCampaignCta", 72)
            writer.member("hoursCampaignOpen", 72)
            writer.member("hoursCampaignReply", 72)
            writer.member("hoursCampaignHighIntent", 72)
            writer.member("hoursFindOutboundSms", 72)
        }
    }

    private mutating func generalConfig() {
        key("generalConfig")
        object { writer in
            writer.key("channelDefaults")
            writer.object { writer in
                writer.member("autoCreateContactsOnInbounds", false)
                writer.member("autoCreateContactsOnOutbounds", false)
                writer.member("autoMarketingOptInOnInbound", false)
                writer.member("defaultSendingPurpose", String?.none)
                writer.member("marketingOptInScope", "channel")
                writer.member("marketingOptOutScope", "channel")
                writer.key("optInKeywords")
                writer.array { $0.string("START") }
                writer.key("optOutKeywords")
                writer.array { $0.string("STOP") }
            }
            // Null inherits the defaults of the channel.
            for channel in ["channelSms", "channelEmail"] {
                writer.key(text: channel)
                writer.object { writer in
                    for name in JSONWriter.channelMembers {
                        writer.key(text: name)
                        writer.null()
                    }
                }
            }
        }
    }

    private static let channelMembers = [
        "autoCreateContactsOnInbounds", "autoCreateContactsOnOutbounds",
        "autoMarketingOptInOnInbound", "defaultSendingPurpose", "marketingOptInScope",
        "marketingOptOutScope", "optInKeywords", "optOutKeywords",
    ]
}
