extension KnownEvents {
    /// Payments without an order of the shop.
    static let payments: [EventTypeDefinition] = [
        plain("payment", "Payment", "💶", .payments, payment, isImportant: true),
        plain("payment_failed", "Payment failed", "⚠️", .payments, payment + [reason]),
        plain("payment_due", "Payment due", "📅", .payments, payment + [due]),
        plain("refund", "Refund", "💸", .payments, payment + [reason]),
        plain("invoice_create", "Invoice issued", "🧾", .payments, payment + [due]),
        plain("subscription_start", "Subscription started", "🔄", .payments, subscription),
        plain("subscription_renew", "Subscription renewed", "🔁", .payments, subscription),
        plain(
            "subscription_cancel",
            "Subscription ended",
            "⏹️",
            .payments,
            subscription + [reason]
        ),
    ]

    /// Appointments and bookings.
    static let appointments: [EventTypeDefinition] = [
        plain("appointment", "Appointment", "📅", .appointments, appointment, isImportant: true),
        plain("appointment_update", "Appointment moved", "📝", .appointments, appointment),
        plain("appointment_confirm", "Appointment confirmed", "👍", .appointments, appointment),
        plain(
            "appointment_cancel",
            "Appointment cancelled",
            "🚫",
            .appointments,
            appointment + [reason]
        ),
        plain("appointment_attend", "Appointment kept", "✅", .appointments, appointment),
        plain("appointment_miss", "Appointment missed", "👻", .appointments, appointment),
        plain(
            "reservation_made",
            "Reservation made",
            "🛎️",
            .appointments,
            reservation,
            isImportant: true
        ),
        plain("reservation_update", "Reservation changed", "📝", .appointments, reservation),
        plain(
            "reservation_cancel",
            "Reservation cancelled",
            "🚫",
            .appointments,
            reservation + [reason]
        ),
        plain("reservation_check_in", "Checked in", "🔑", .appointments, reservation),
        plain("reservation_check_out", "Checked out", "👋", .appointments, reservation),
    ]

    /// Behaviour on a website or in an app.
    static let behaviour: [EventTypeDefinition] = [
        plain("page_view", "Page viewed", "📄", .behaviour, page + CommonParameters.campaign),
        plain("viewed_product", "Product seen", "👀", .behaviour, page + viewedProduct),
        plain("session_start", "Visit begun", "🚪", .behaviour, page + CommonParameters.campaign),
        plain("app_open", "App opened", "📱", .behaviour, app),
        plain("app_install", "App installed", "📲", .behaviour, app + CommonParameters.campaign),
        plain("app_uninstall", "App removed", "🗑️", .behaviour, app),
        plain("search", "Search", "🔎", .behaviour, [text("query", "Query")] + page),
        plain("form_submit", "Form sent", "📨", .behaviour, form + page, isImportant: true),
        plain("sign_up", "Signed up", "🆕", .behaviour, login, isImportant: true),
        plain("login", "Logged in", "🔐", .behaviour, login),
        plain("logout", "Logged out", "🔓", .behaviour, []),
        plain("file_download", "File downloaded", "⬇️", .behaviour, [text("file", "File")] + page),
        plain("video_play", "Video played", "▶️", .behaviour, [text("video", "Video")] + page),
        plain("store_visit", "Shop visited", "🏬", .behaviour, visit),
    ]

    static func plain(
        _ uid: String,
        _ name: String,
        _ emoji: String,
        _ category: EventTypeDefinition.Category,
        _ parameters: [ParameterDefinition],
        isImportant: Bool = false
    ) -> EventTypeDefinition {
        EventTypeDefinition(
            uid,
            name: name,
            description: "\(name).",
            category: category,
            emoji: emoji,
            icon: category.rawValue,
            isImportant: isImportant,
            countsForAttribution: isImportant && category != .behaviour,
            parameters: parameters
        )
    }

    static func text(_ name: String, _ title: String) -> ParameterDefinition {
        ParameterDefinition(name, title: title, .string)
    }

    private static let reason = text("reason", "Reason")
    private static let due = ParameterDefinition("due_at", title: "Due", .date)

    private static let payment: [ParameterDefinition] = [
        CommonParameters.amount(isRequired: true), CommonParameters.currency,
        text("payment_id", "Payment"), text("order_id", "Order"), text("invoice_id", "Invoice"),
        text("method", "Paid by"),
    ]

    private static let subscription: [ParameterDefinition] = [
        text("subscription_id", "Subscription"), text("plan", "Plan"), text("interval", "Interval"),
        CommonParameters.amount(), CommonParameters.currency,
        ParameterDefinition("ends_at", title: "Ends", .datetime),
    ]

    private static let appointment: [ParameterDefinition] = [
        text("appointment_id", "Appointment"),
        ParameterDefinition("starts_at", title: "Begins", .datetime),
        ParameterDefinition("ends_at", title: "Ends", .datetime),
        text("service", "Service"), text("staff", "With"), text("location", "Place"),
        ParameterDefinition("coordinates", title: "Coordinates", .coordinates),
        CommonParameters.amount(), CommonParameters.currency,
        ParameterDefinition("notes", title: "Notes", .text),
    ]

    private static let reservation: [ParameterDefinition] = [
        text("reservation_id", "Reservation"),
        ParameterDefinition("starts_at", title: "From", .datetime),
        ParameterDefinition("ends_at", title: "To", .datetime),
        ParameterDefinition("guests", title: "Guests", .integer),
        text("location", "Place"), text("room", "Room or table"),
        CommonParameters.amount(), CommonParameters.currency,
    ]

    private static let page: [ParameterDefinition] = [
        ParameterDefinition("url", title: "Page", .text, as: .url),
        text("title", "Title"),
        ParameterDefinition("referrer", title: "Came from", .text, as: .url),
        text("device", "Device"),
        ParameterDefinition("seconds", title: "Seconds spent", .decimal),
    ]

    private static let viewedProduct: [ParameterDefinition] = [
        text("product_sku", "Article number"), text("product_name", "Product"),
        ParameterDefinition("price", title: "Price", .decimal, as: .money),
        CommonParameters.currency,
    ]

    private static let app: [ParameterDefinition] = [
        text("platform", "Platform"), text("version", "Version"), text("device", "Device"),
    ]

    private static let form: [ParameterDefinition] = [
        text("form", "Form"), ParameterDefinition("fields", title: "Answers", .payload),
    ]

    private static let login: [ParameterDefinition] = [
        text("method", "Method"), text("device", "Device"),
    ]

    private static let visit: [ParameterDefinition] = [
        CommonParameters.store,
        ParameterDefinition("coordinates", title: "Coordinates", .coordinates),
    ]
}
