import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension IngestAPI {
    static let importEndpoints: [StreamEndpoint] = [
        StreamEndpoint(
            .get,
            inDataSource: "/import",
            name: "import-list",
            access: .anyToken,
            "List imports of files",
            responses: [.ok("Imports")],
            handler: IngestAPI.listImports
        ),
        StreamEndpoint(
            .post,
            inDataSource: "/import",
            name: "import-create",
            access: .anyToken,
            "Create an import of a file",
            body: .json(ImportSchemas.plan),
            responses: [.json(201, "Import"), .ok("Import")],
            errors: [.badRequest, .conflict],
            handler: IngestAPI.createImport
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/import/{import}",
            name: "import-show",
            access: .anyToken,
            "Get the progress of an import",
            parameters: [ImportSchemas.id],
            responses: [.ok("Import")],
            handler: IngestAPI.showImport
        ),
        StreamEndpoint(
            .patch,
            inDataSource: "/import/{import}/content",
            name: "import-append",
            access: .anyToken,
            "Append a chunk of the file",
            parameters: [ImportSchemas.id] + ImportSchemas.uploadHeaders,
            body: .binary,
            responses: [.noContent("Appended and durable")],
            errors: [.badRequest, .conflict],
            handler: IngestAPI.appendContent
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/import/{import}/problems",
            name: "import-problems",
            access: .anyToken,
            "List the problems in the rows of an import",
            parameters: [ImportSchemas.id, ImportSchemas.after],
            responses: [ImportSchemas.problems],
            errors: [.badRequest],
            handler: IngestAPI.listProblems
        ),
        StreamEndpoint(
            .post,
            inDataSource: "/import/{import}/cancel",
            name: "import-cancel",
            access: .anyToken,
            "Cancel an import",
            parameters: [ImportSchemas.id],
            responses: [.ok("Import")],
            handler: IngestAPI.cancelImport
        ),
    ]
}

/// Imports: create, append content, watch, list problems, cancel.
///
/// Content comes in chunks, with the headers of draft-ietf-httpbis-resumable-upload.
extension IngestAPI {
    /// The most problems per response.
    static let problemsPerPage = 10_000

    func createImport(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let wanted = try ImportRequest(request)
        let (job, isNew) = try await audience.imports.create(
            wanted.plan,
            into: caller.source,
            again: wanted.again,
            by: caller.access.actor
        )
        return .entity(status: isNew ? 201 : 200) { $0.importJob(job) }
    }

    func listImports(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        .entities(try await audience.imports.list(of: caller.source)) { $0.importJob($1) }
    }

    func showImport(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let job = try await audience.imports.find(try request.importID(), of: caller.source)
        return .entity { $0.importJob(job) }
    }

    func appendContent(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        guard let text = request.headers["Upload-Offset"], let offset = Int(text),
            (0...ImportLimits.contentBytes).contains(offset)
        else {
            throw .invalid([
                FieldError(
                    "Upload-Offset",
                    Phrase.mustBe("the number of bytes that come before these")
                )
            ]
            )
        }
        guard request.body.count <= ImportLimits.pieceBytes else {
            return .message(
                status: 413,
                "A piece of content has at most \(ImportLimits.pieceBytes) bytes"
            )
        }
        let completeness = request.headers["Upload-Complete"] ?? "?0"
        guard completeness == "?0" || completeness == "?1" else {
            throw .invalid([
                FieldError("Upload-Complete", Phrase.mustBe("?1 with the last piece, else ?0"))
            ])
        }
        let isLast = completeness == "?1"
        let job = try await audience.imports.append(
            request.body,
            at: offset,
            isLast: isLast,
            to: try request.importID(),
            of: caller.source
        )
        var answer: HTTPResponse
        if job.state == .failed || job.state == .cancelled {
            answer = .message(status: 409, "The import ended: it is \(job.state.rawValue)")
        } else if job.bytesReceived != offset + request.body.count {
            answer = .message(status: 409, "The next byte to come is number \(job.bytesReceived)")
        } else {
            answer = .empty(status: 204)
        }
        answer.setHeader("Upload-Offset", String(job.bytesReceived))
        answer.setHeader("Upload-Complete", job.state == .receiving ? "?0" : "?1")
        return answer
    }

    /// The problems as CSV; excerpts of rows are only for tokens that may see all contact data.
    func listProblems(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let job = try await audience.imports.find(try request.importID(), of: caller.source)
        var after = 0
        if let text = request.queryValue("after") {
            guard let number = Int(text), (0...ImportLimits.problems).contains(number) else {
                throw .invalid([FieldError("after", Phrase.mustBe("the number of a problem"))])
            }
            after = number
        }
        let problems = try await audience.imports.problems(
            of: job,
            after: after,
            limit: IngestAPI.problemsPerPage
        )
        let mayReadContacts =
            caller.token.kind == .product && caller.access.audience.level == .full
        var table = ProblemTable(showsExcerpts: mayReadContacts)
        for problem in problems { table.add(problem) }
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8; header=present"),
                ("Content-Disposition", "attachment; filename=\"\(job.id)-problems.csv\""),
            ],
            body: table.takeBytes()
        )
    }

    func cancelImport(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let job = try await audience.imports.cancel(
            try request.importID(),
            of: caller.source,
            by: caller.access.actor
        )
        return .entity { $0.importJob(job) }
    }
}

extension HTTPRequest {
    /// The import id in the path; an invalid one is answered 404.
    fileprivate func importID() throws(ServiceError) -> ObjectID {
        guard let text = parameters["import"], let id = ObjectID(text) else {
            throw .notFound("import")
        }
        return id
    }
}
