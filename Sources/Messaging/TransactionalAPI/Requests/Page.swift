import HTTPServer

/// Which part of a list a request asks for.
///
/// Lenient, as SDKs send `?page=1per_page=10` and `per_page=10/`: the leading digits count, and
/// anything else falls back.
struct Page: Equatable {
    /// Items of a page unless the request says otherwise.
    static let standardSize = 10
    /// The most items of a page.
    static let largestSize = 100
    /// Pages beyond this many items are empty.
    static let deepestOffset = 1_000_000

    let number: Int
    let size: Int

    init(_ request: HTTPRequest) {
        number = max(Page.leadingNumber(request.queryValue("page")) ?? 1, 1)
        let size = Page.leadingNumber(request.queryValue("per_page")) ?? Page.standardSize
        self.size = min(size < 1 ? Page.standardSize : size, Page.largestSize)
    }

    /// Items before the page; nil when the page is too deep to hold anything.
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
