import HTTPServer

/// The requested page of a list.
///
/// Parsing is lenient, as SDKs send `?page=1per_page=10` and `per_page=10/`: the leading digits
/// count, and anything else is the default.
struct Page: Equatable {
    /// The default page size.
    static let standardSize = 10
    /// The largest page size.
    static let largestSize = 100
    /// Pages that begin after this many items are empty.
    static let deepestOffset = 1_000_000

    let number: Int
    let size: Int

    init(_ request: HTTPRequest) {
        number = max(Page.leadingNumber(request.queryValue("page")) ?? 1, 1)
        let size = Page.leadingNumber(request.queryValue("per_page")) ?? Page.standardSize
        self.size = min(size < 1 ? Page.standardSize : size, Page.largestSize)
    }

    /// The number of items before the page; nil when the page is too deep.
    var offset: Int? {
        let (offset, overflow) = (number - 1).multipliedReportingOverflow(by: size)
        return overflow || offset > Page.deepestOffset ? nil : offset
    }

    private static func leadingNumber(_ text: String?) -> Int? {
        guard let digits = text?.prefix(while: { $0.isASCII && $0.isNumber }) else { return nil }
        guard !digits.isEmpty else { return nil }
        return Int(digits) ?? Int.max
    }
}
