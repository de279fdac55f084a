/// Where the schema keeps personal data.
public enum PersonalData {
    /// The policy of every table.
    public static let tables = audience + messages + accounts + server

    private static let notAudience = TablePolicy.Erasure.kept(
        because: "messages are records of what an organization sent and paid for; an erasure"
            + " removes a person from the audience"
    )

    private static let audience: [TablePolicy] = [
        .personal(
            "ingest_log",
            "contacts and events that were accepted and are not applied yet",
            erasure: .removed,
            retention: "until applied",
            doctor: "contacts of deleted data sources have an entry that removes them"
        ),
        .personal(
            "source_contact",
            "what data sources say about a person",
            erasure: .removed,
            retention: "until its data source is deleted",
            export: "contacts",
            doctor: "counters of data sources"
        ),
        .personal(
            "event",
            "what a person did",
            erasure: .removed,
            retention: "until its contact is removed",
            export: "events",
            doctor: "events without a contact, and duplicates"
        ),
        .personal(
            "audience_alias",
            "former identifiers of a person",
            erasure: .removed,
            retention: "until its contact is removed"
        ),
        .personal(
            "quarantine",
            "refused items, as they were received",
            erasure: .removed,
            retention: "10,000 items per data source"
        ),
        .personal(
            "import_problem",
            "the start of refused rows of a file",
            erasure: .removed,
            retention: "with its import, of which the latest 100 per data source are kept"
        ),
        .personal(
            "import_content",
            "parts of a file that were not read yet",
            erasure: .kept(because: "an import that is under way adds the person again"),
            retention: "until read"
        ),
        .personal(
            "audience_import",
            "the operator who started the import",
            erasure: .kept(because: "operators are not part of the audience"),
            retention: "the latest 100 per data source"
        ),
        .personal(
            "erasure_receipt",
            "the operator who erased the person",
            erasure: .kept(because: "it proves the erasure")
        ),
        .impersonal("catalogue_entry"),
        .impersonal("audience_rules"),
        .impersonal("stream_statistics", doctor: "counters of data sources"),
    ]

    private static let messages: [TablePolicy] = [
        .personal("message", "phone numbers and texts", erasure: notAudience, doctor: "places"),
        .personal("inbound_message", "phone numbers and texts", erasure: notAudience),
        .personal(
            "inbound_part",
            "phone numbers, and parts of texts",
            erasure: notAudience,
            retention: "24 hours, then as an inbound message"
        ),
        .personal(
            "conversation",
            "which phone was last written to from which number",
            erasure: notAudience,
            retention: "7 days"
        ),
        .personal("message_segment", "phone numbers", erasure: notAudience),
        .personal(
            "early_receipt",
            "phone numbers",
            erasure: notAudience,
            retention: "48 hours, then as an unmatched receipt",
            doctor: "count"
        ),
        .personal(
            "unmatched_receipt",
            "phone numbers",
            erasure: notAudience,
            retention: "7 days, and the latest 100,000"
        ),
        .personal(
            "idempotent_answer",
            "answers that repeat phone numbers and texts",
            erasure: notAudience,
            retention: "24 hours"
        ),
        .personal(
            "notification",
            "phone numbers and texts of inbound messages",
            erasure: notAudience,
            retention: "until delivered or given up"
        ),
        .personal(
            "dead_letter",
            "phone numbers and texts of inbound messages",
            erasure: notAudience,
            doctor: "count"
        ),
        .personal("lookup", "phone numbers and their operators", erasure: notAudience),
        .impersonal("endpoint_fault", retention: "until it recovers", doctor: "webhooks"),
        .impersonal("failed_attempt", retention: "the last 100 of each endpoint"),
        .impersonal("waiting_lookup", retention: "until answered"),
        .impersonal("scheduled_message", retention: "until due", doctor: "places"),
        .impersonal("outbox", retention: "until handed off", doctor: "places"),
        .impersonal("hand_off", retention: "until answered", doctor: "places, and those in doubt"),
        .impersonal("awaiting_receipt", retention: "until the message expires", doctor: "places"),
        .impersonal("replaced_charge", doctor: "charges and refunds"),
        .impersonal("inbound_number"),
        .impersonal("route"),
        .impersonal("carrier"),
        .impersonal("carrier_option"),
        .impersonal("carrier_status"),
    ]

    private static let accounts: [TablePolicy] = [
        .impersonal("organization", doctor: "balance and credit"),
        .impersonal("project"),
        .impersonal("data_source", doctor: "counters of data sources"),
        .impersonal("token"),
        .impersonal("ledger", doctor: "balances, charges and refunds"),
        .impersonal("price"),
        .personal(
            "audit",
            "names of operators",
            erasure: .kept(because: "it names those who act, not persons of the audience")
        ),
    ]

    private static let server: [TablePolicy] = [
        .impersonal("server_secret"),
        .impersonal("server_state"),
        .impersonal("change_counter"),
        .impersonal("change_applied"),
        .impersonal("clock_mark"),
        .impersonal("migration"),
        .impersonal("write_probe"),
        .impersonal("role_claim"),
    ]
}
