extension KnownEvents {
    /// Buying and selling.
    static let shop: [EventTypeDefinition] = [
        commerce(
            "ecommerce_product_view",
            "Product viewed",
            "👀",
            "A product's page was opened.",
            product
        ),
        commerce(
            "ecommerce_category_view",
            "Category viewed",
            "🗂️",
            "A page of products was opened.",
            [ParameterDefinition("category", title: "Category", .string, isRequired: true), url]
        ),
        commerce(
            "ecommerce_search",
            "Shop searched",
            "🔎",
            "The shop was searched.",
            [
                ParameterDefinition("query", title: "Query", .string, isRequired: true),
                ParameterDefinition("results", title: "Results", .integer),
            ]
        ),
        commerce(
            "ecommerce_wishlist_add",
            "Added to wish list",
            "💝",
            "A product was put on the wish list.",
            product
        ),
        commerce(
            "ecommerce_wishlist_remove",
            "Removed from wish list",
            "💔",
            "A product was taken off the wish list.",
            product
        ),
        commerce(
            "ecommerce_cart_add",
            "Added to cart",
            "🛒",
            "A product was put into the cart.",
            product + [quantity, cart]
        ),
        commerce(
            "ecommerce_cart_remove",
            "Removed from cart",
            "↩️",
            "A product was taken out of the cart.",
            product + [quantity, cart]
        ),
        commerce(
            "ecommerce_cart_update",
            "Cart changed",
            "🧺",
            "The products in the cart changed.",
            [cart] + basket
        ),
        commerce(
            "ecommerce_checkout_start",
            "Checkout started",
            "💳",
            "The contact began to pay.",
            [checkout, cart, url] + basket
        ),
        commerce(
            "ecommerce_checkout_update",
            "Checkout changed",
            "📝",
            "The contact went on with paying.",
            [checkout, cart, url] + basket
        ),
        commerce(
            "ecommerce_order_create",
            "Order placed",
            "🛍️",
            "An order was placed.",
            order + basket + CommonParameters.campaign,
            isImportant: true,
            countsForAttribution: true
        ),
        commerce(
            "ecommerce_order_pay",
            "Order paid",
            "✅",
            "An order was paid.",
            order + basket,
            isImportant: true
        ),
        commerce("ecommerce_order_update", "Order changed", "📝", "", order + basket),
        commerce(
            "ecommerce_order_cancel",
            "Order cancelled",
            "🚫",
            "An order was cancelled.",
            order + basket + [reason]
        ),
        commerce(
            "ecommerce_order_ship",
            "Order sent",
            "📦",
            "An order left the shop.",
            order + [
                ParameterDefinition("carrier", title: "Carrier", .string),
                ParameterDefinition("tracking_number", title: "Tracking number", .string),
                ParameterDefinition("tracking_url", title: "Tracking page", .text, as: .url),
                ParameterDefinition("expected_at", title: "Expected", .datetime),
            ]
        ),
        commerce("ecommerce_order_deliver", "Order delivered", "🏠", "", order),
        commerce(
            "ecommerce_order_return",
            "Order returned",
            "🔙",
            "Products of an order came back.",
            order + basket + [reason]
        ),
        commerce(
            "ecommerce_back_in_stock",
            "Back in stock",
            "🔔",
            "A product that the contact waits for is there.",
            product
        ),
        commerce(
            "ecommerce_price_drop",
            "Price dropped",
            "🏷️",
            "A product of interest is cheaper.",
            product + [
                ParameterDefinition("old_price", title: "Price before", .decimal, as: .money)
            ]
        ),
        commerce(
            "ecommerce_review_create",
            "Review written",
            "⭐",
            "The contact reviewed a product.",
            product + [
                ParameterDefinition("rating", title: "Rating", .decimal),
                ParameterDefinition("text", title: "Text", .text),
            ]
        ),
        commerce(
            "purchase",
            "Purchase",
            "🧾",
            "Something was bought: the short form of an order.",
            [
                CommonParameters.amount(), CommonParameters.currency,
                ParameterDefinition("product_sku", title: "Article number", .string),
                ParameterDefinition("order_id", title: "Order", .string),
                quantity, CommonParameters.store,
            ] + CommonParameters.campaign,
            isImportant: true,
            countsForAttribution: true
        ),
    ]

    private static func commerce(
        _ uid: String,
        _ name: String,
        _ emoji: String,
        _ description: String,
        _ parameters: [ParameterDefinition],
        isImportant: Bool = false,
        countsForAttribution: Bool = false
    ) -> EventTypeDefinition {
        EventTypeDefinition(
            uid,
            name: name,
            description: description.isEmpty ? "\(name)." : description,
            category: .ecommerce,
            emoji: emoji,
            icon: "cart",
            isImportant: isImportant,
            countsForAttribution: countsForAttribution,
            parameters: parameters
        )
    }

    private static let product: [ParameterDefinition] = [
        ParameterDefinition("product_sku", title: "Article number", .string, isRequired: true),
        ParameterDefinition("product_name", title: "Product", .string),
        ParameterDefinition("category", title: "Category", .string),
        ParameterDefinition("brand", title: "Brand", .string),
        ParameterDefinition("variant", title: "Variant", .string),
        ParameterDefinition("price", title: "Price", .decimal, as: .money),
        CommonParameters.currency,
        url,
        ParameterDefinition("image_url", title: "Picture", .text, as: .url),
    ]

    private static let basket: [ParameterDefinition] = [
        CommonParameters.amount(),
        CommonParameters.currency,
        ParameterDefinition("items", title: "Number of articles", .integer),
        ParameterDefinition(
            "product_skus",
            title: "Article numbers",
            .string,
            as: .tags,
            multivalue: 100
        ),
        ParameterDefinition(
            "categories",
            title: "Categories",
            .string,
            as: .tags,
            multivalue: 100
        ),
        ParameterDefinition("discount", title: "Discount", .decimal, as: .money),
        ParameterDefinition("coupon", title: "Coupon", .string),
        ParameterDefinition("products", title: "Products", .payload),
    ]

    private static let order: [ParameterDefinition] = [
        ParameterDefinition("order_id", title: "Order", .string),
        ParameterDefinition("order_status", title: "Status", .string),
        ParameterDefinition("shipping", title: "Shipping costs", .decimal, as: .money),
        ParameterDefinition("tax", title: "Taxes", .decimal, as: .money),
        ParameterDefinition("payment_method", title: "Paid by", .string),
        ParameterDefinition("is_first_order", title: "First order", .bool),
        ParameterDefinition("order_url", title: "Page of the order", .text, as: .url),
        CommonParameters.store,
    ]

    private static let quantity = ParameterDefinition("quantity", title: "Quantity", .decimal)
    private static let cart = ParameterDefinition("cart_id", title: "Cart", .string)
    private static let reason = ParameterDefinition("reason", title: "Reason", .string)
    private static let url = ParameterDefinition("url", title: "Page", .text, as: .url)
    private static let checkout = ParameterDefinition(
        "checkout_id",
        title: "Checkout",
        .string,
        isRequired: true
    )
}
