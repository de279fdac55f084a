extension KnownEvents {
    /// Events of messages and consent; the platform writes those of its own channels.
    static let messages: [EventTypeDefinition] =
        ["sms": "SMS", "email": "E-mail", "whatsapp": "WhatsApp"]
        .sorted { $0.key < $1.key }
        .flatMap { channel, name in
            [
                plain("\(channel)_sent", "\(name) sent", "📤", .messages, message),
                plain("\(channel)_delivered", "\(name) delivered", "📬", .messages, message),
                plain("\(channel)_failed", "\(name) failed", "❌", .messages, message + [status]),
                plain("\(channel)_opened", "\(name) read", "📖", .messages, message),
                plain("\(channel)_clicked", "Link in \(name) clicked", "👆", .messages, click),
                plain("\(channel)_replied", "\(name) answered", "💬", .messages, reply),
                plain("\(channel)_subscribed", "Opted in to \(name)", "🔔", .messages, consent),
                plain(
                    "\(channel)_unsubscribed",
                    "Opted out of \(name)",
                    "🔕",
                    .messages,
                    consent
                ),
            ]
        }

    private static let message: [ParameterDefinition] = [
        text("message_id", "Message"), text("campaign_id", "Campaign"),
        text("automation_id", "Automation"), text("sender", "Sender"),
        text("recipient", "Recipient"),
        ParameterDefinition("parts", title: "Parts", .integer),
    ]

    private static let click: [ParameterDefinition] =
        message + [
            ParameterDefinition("url", title: "Link", .text, as: .url), text("device", "Device"),
        ]

    private static let reply: [ParameterDefinition] =
        message + [ParameterDefinition("text", title: "Text", .text)]

    private static let consent: [ParameterDefinition] =
        [text("reason", "Reason"), text("origin", "Origin")] + CommonParameters.campaign

    private static let status = text("status", "Status")
}
