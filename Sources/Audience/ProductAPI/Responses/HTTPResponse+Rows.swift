import AudienceModel
import HTTPAPI
import HTTPServer
import JSONCoding

extension HTTPResponse {
    /// The envelope of a search, or of a page of a scroll.
    static func rows<Row>(
        _ page: AudiencePage<Row>,
        _ paging: AudiencePaging,
        isScroll: Bool,
        _ write: (inout JSONWriter, Row) -> Void
    ) -> HTTPResponse {
        .document(capacity: 1536 * page.rows.count) { writer in
            writer.key("entities")
            writer.array { writer in for row in page.rows { write(&writer, row) } }
            writer.key("metadata")
            writer.object { writer in
                writer.member("limit", paging.limit)
                if isScroll {
                    writer.member("cursor", page.cursor)
                } else {
                    writer.member("offset", paging.offset)
                }
                writer.member("totalHits", page.totalHits)
            }
        }
    }
}
