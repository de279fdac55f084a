import AccountsModel
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// The response to a call of a stream: the documented members and those that existing clients
/// read.
struct IngestAnswer {
    /// How accepted items are listed.
    enum Shape {
        /// An object with its `_user_id`.
        case stream
        /// The user id alone.
        case removal
    }

    private let report: IngestReport
    private let caller: StreamCaller
    private let shape: Shape

    init(_ report: IngestReport, _ caller: StreamCaller, shape: Shape) {
        self.report = report
        self.caller = caller
        self.shape = shape
    }

    /// 202 when any item was accepted, and 422 when all were refused.
    var response: HTTPResponse {
        let status = report.acceptedCount > 0 ? 202 : 422
        var writer = JSONWriter(capacity: 768 + 128 * report.items.count)
        writer.object { writer in
            writer.member("success", status == 202)
            writer.member("status", status)
            if status == 422 { writer.member("message", refusal) }
            place(&writer)
            writer.member("apiSpeedTier", caller.organization.plan.apiTier)
            writer.member("entitiesLimit", IngestAPI.mostItems)
            entities(&writer)
            accepted(&writer)
            if case .stream = shape {
                errors(&writer)
                documented(&writer)
            }
            writer.key("stats")
            writer.object { writer in
                writer.member("callsTotal", 1)
                writer.member("callsSuccess", status == 202 ? 1 : 0)
                writer.member("callsFailures", status == 202 ? 0 : 1)
                entities(&writer)
            }
        }
        return .json(status: status, bytes: writer.bytes)
    }

    /// The first reason, because some clients show nothing else.
    private var refusal: String {
        let first = report.items.lazy.compactMap(\.errors.first).first
        guard let first else { return "Every item was refused" }
        return report.items.count == 1
            ? first.sentence : "Every item was refused; the first: \(first.sentence)"
    }

    private func place(_ writer: inout JSONWriter) {
        let project = caller.access.project.uid.hexDigits
        writer.member("dryRun", report.isDryRun)
        writer.member("streamId", plain: caller.source.id.hexDigits)
        writer.member("projectId", plain: project)
        writer.member("projectUid", plain: project)
        writer.member("datasourceId", plain: caller.source.id.hexDigits)
        writer.member("datasourceUid", plain: caller.source.id.hexDigits)
    }

    private func entities(_ writer: inout JSONWriter) {
        writer.member("entitiesSuccess", report.acceptedCount)
        writer.member("entitiesFailures", report.refusedCount)
    }

    private func accepted(_ writer: inout JSONWriter) {
        writer.key("accepted")
        writer.array { writer in
            for (position, item) in report.items.enumerated() where item.errors.isEmpty {
                writer.object { writer in
                    writer.member("position", position)
                    switch shape {
                    case .stream:
                        name(item, &writer)
                        if !item.notices.isEmpty {
                            writer.key("warnings")
                            writer.texts(item.notices.map(\.sentence))
                        }
                    case .removal: writer.member("item", item.userID)
                    }
                }
            }
        }
    }

    private func errors(_ writer: inout JSONWriter) {
        writer.key("errors")
        writer.array { writer in
            for (position, item) in report.items.enumerated() where !item.errors.isEmpty {
                writer.object { writer in
                    writer.member("position", position)
                    name(item, &writer)
                    writer.member("error", item.errors.map(\.sentence).joined(separator: "; "))
                    writer.key("codes")
                    writer.texts(item.errors.map(\.code))
                }
            }
        }
    }

    private func name(_ item: IngestReport.Item, _ writer: inout JSONWriter) {
        writer.key("item")
        writer.object { $0.member("_user_id", item.userID) }
    }

    /// The documented shape.
    private func documented(_ writer: inout JSONWriter) {
        writer.key("entity")
        writer.object { writer in
            writer.member("successful", report.acceptedCount)
            writer.member("failed", report.refusedCount)
            writer.key("items")
            writer.array { writer in
                for item in report.items {
                    writer.object { writer in
                        writer.member("status", item.errors.isEmpty ? "success" : "error")
                        writer.member("_user_id", item.userID)
                        guard !item.errors.isEmpty else { return }
                        writer.key("errors")
                        writer.fieldErrors(item.errors.map { FieldError($0.field, $0.message) })
                    }
                }
            }
        }
    }
}

extension IngestError {
    /// The error as one sentence.
    fileprivate var sentence: String { field.isEmpty ? message : "\(field): \(message)" }
}
