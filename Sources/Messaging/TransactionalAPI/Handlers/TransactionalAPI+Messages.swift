import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding
import Messaging
import MessagingModel

extension TransactionalAPI {
    static let messageEndpoints: [TransactionalEndpoint] = [
        TransactionalEndpoint(
            .post,
            "/sms",
            name: "sms-create",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Send a message",
                tag: "sms",
                parameters: sendParameters,
                body: .json(OpenAPIShape.reference("SmsItemBody")),
                responses: [
                    .json(201, "SmsResponse", links: messageLinks),
                    .json(200, "SmsPreviewResponse", "What would be sent (`_dryRun`)"),
                ],
                errors: [.badRequest, .noFunds, .conflict, .keyReused]
            ),
            handler: TransactionalAPI.createMessage
        ),
        TransactionalEndpoint(
            .post,
            "/sms/bulk",
            name: "sms-bulk",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Send up to 100 messages",
                tag: "sms",
                parameters: sendParameters,
                body: .json(bulkBody),
                responses: [
                    .json(201, "SmsBulkResponse"),
                    .json(200, "SmsBulkPreviewResponse", "What would be sent (`_dryRun`)"),
                ],
                errors: [.badRequest, .noFunds, .conflict, .keyReused]
            ),
            handler: TransactionalAPI.createMessages
        ),
        TransactionalEndpoint(
            .get,
            "/sms",
            name: "sms-list",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "List messages, newest first",
                tag: "sms",
                parameters: TransactionalSchemas.paging,
                responses: [.ok("SmsListResponse")]
            ),
            handler: TransactionalAPI.listMessages
        ),
        TransactionalEndpoint(
            .get,
            "/sms/{id}",
            name: "sms-show",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Get a message",
                tag: "sms",
                parameters: [TransactionalSchemas.id],
                responses: [.ok("SmsResponse")],
                errors: [.notFound]
            ),
            handler: TransactionalAPI.showMessage
        ),
        TransactionalEndpoint(
            .post,
            "/sms/{id}/cancel",
            name: "sms-cancel",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Cancel a scheduled message",
                tag: "sms",
                parameters: [TransactionalSchemas.id],
                responses: [.ok("SmsResponse")],
                errors: [.notFound, .conflict, .bodyTooLarge, .unsupportedEncoding]
            ),
            handler: TransactionalAPI.cancelMessage
        ),
    ]

    /// What can be done with a message that was just accepted.
    private static let messageLinks = [
        OpenAPIResponse.Link("show", to: "sms-show"),
        OpenAPIResponse.Link("cancel", to: "sms-cancel"),
    ]

    private static let sendParameters: [JSONValue] = [
        OpenAPIShape.queryValue(
            "_dryRun",
            "Validate and price only, without sending. A bare `_dryRun` means true."
        ),
        [
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description":
                "A retry with the same key within 24 hours gets the first response again.",
            "schema": [
                "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$",
            ],
        ],
    ]

    /// Items are validated one by one: an invalid one is reported and does not fail the call.
    private static let bulkBody: JSONValue = [
        "type": "array", "minItems": 1, "maxItems": .integer(Int64(mostBulkItems)),
        "items": ["anyOf": [OpenAPIShape.reference("SmsItemBody"), [:]]],
    ]
}

/// `POST /sms`, `POST /sms/bulk`, `GET /sms`, `GET /sms/{id}`, `POST /sms/{id}/cancel`.
extension TransactionalAPI {
    /// The most items of a bulk call.
    static let mostBulkItems = 100

    func createMessage(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters(otherThan: ["_dryRun"])
        return try await idempotently(request, caller) { idempotency throws(ServiceError) in
            try self.messages.checkRoutes(for: caller.origin)
            let object: JSONObject
            do throws(RequestBody.Problem) {
                object = try RequestBody.object(request)
            } catch {
                return HTTPResponse(error)
            }
            let message: Message
            do throws(InvalidDraft) {
                message = try self.messages.composer.compose(
                    MessageDraft(object),
                    from: caller.origin
                )
            } catch {
                throw .invalid(error.errors)
            }
            guard !request.isDryRun else { return Self.preview([message], caller, isBulk: false) }
            let render: @Sendable ([MessageStatus]) -> [UInt8] = { statuses in
                Self.created(message, status: statuses.first ?? message.status)
            }
            return try await self.send([message], idempotency?.rendering(render), render)
        }
    }

    func createMessages(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters(otherThan: ["_dryRun"])
        return try await idempotently(request, caller) { idempotency throws(ServiceError) in
            try self.messages.checkRoutes(for: caller.origin)
            let items: [JSONValue]
            do throws(RequestBody.Problem) {
                items = try RequestBody.array(request, most: Self.mostBulkItems)
            } catch {
                return HTTPResponse(error)
            }
            let batch = self.compose(items, caller)
            guard !request.isDryRun else {
                return Self.preview(batch.messages, caller, isBulk: true, batch.rejected)
            }
            let render: @Sendable ([MessageStatus]) -> [UInt8] = { batch.render($0) }
            return try await self.send(
                batch.messages,
                idempotency?.rendering(render),
                render
            )
        }
    }

    func listMessages(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        let page = Page(request)
        var found: [StoredMessage] = []
        if let offset = page.offset {
            found = try await messages.stored(
                in: caller.projects,
                offset: offset,
                limit: page.size
            )
        }
        let concatenations = try await messages.concatenations(of: found.compactMap(\.sent))
        return .entities(found) { $0.stored($1, concatenations) }
    }

    func showMessage(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        let found = try await messages.stored(try request.id(), in: caller.projects)
        let concatenations = try await messages.concatenations(of: found.sent.map { [$0] } ?? [])
        return .entity { $0.stored(found, concatenations) }
    }

    func cancelMessage(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters()
        let message = try await messages.cancel(try request.id(), in: caller.projects)
        return .entity { $0.message(message) }
    }

    private func compose(_ items: [JSONValue], _ caller: Caller) -> BulkBatch {
        let origin = caller.origin
        var batch = BulkBatch()
        batch.messages.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard case .object(let object) = item else {
                batch.rejected.append(
                    RejectedItem(
                        index: index,
                        draft: MessageDraft(),
                        errors: [FieldError("item", Phrase.mustBe("a JSON object"))]
                    )
                )
                continue
            }
            let draft = MessageDraft(object)
            do {
                batch.messages.append(try messages.composer.compose(draft, from: origin))
            } catch {
                batch.rejected.append(
                    RejectedItem(index: index, draft: draft, errors: error.errors)
                )
            }
        }
        return batch
    }

    private func send(
        _ messages: [Message],
        _ idempotency: Intake.Idempotency?,
        _ render: @Sendable ([MessageStatus]) -> [UInt8]
    ) async throws(ServiceError) -> HTTPResponse {
        switch try await self.messages.send(messages, idempotency: idempotency) {
        case .accepted(let statuses): return .json(status: 201, bytes: render(statuses))
        case .noFunds: throw .noFunds
        case .duplicateKey: throw .conflict("a request with this Idempotency-Key is running")
        }
    }

    private static func created(_ message: Message, status: MessageStatus) -> [UInt8] {
        var writer = JSONWriter(capacity: 768)
        writer.object { writer in
            writer.key("entity")
            writer.message(message, acceptedAs: status)
        }
        return writer.bytes
    }

    private static func preview(
        _ messages: [Message],
        _ caller: Caller,
        isBulk: Bool,
        _ rejected: [RejectedItem] = []
    ) -> HTTPResponse {
        let currency = caller.account.organization.currency
        guard isBulk else {
            return .entity { writer in
                for message in messages { writer.preview(message, currency: currency) }
            }
        }
        var writer = JSONWriter(capacity: 512 * (messages.count + rejected.count))
        writer.object { writer in
            writer.key("entities")
            writer.array { writer in
                for message in messages { writer.preview(message, currency: currency) }
            }
            writer.key("errors")
            writer.rejectedItems(rejected)
        }
        return .json(bytes: writer.bytes)
    }
}

/// The items of a bulk call, accepted and rejected.
struct BulkBatch: Sendable {
    var messages: [Message] = []
    var rejected: [RejectedItem] = []

    /// The response body, given the status of each message.
    func render(_ statuses: [MessageStatus]) -> [UInt8] {
        var writer = JSONWriter(capacity: 640 * messages.count + 256 * rejected.count + 64)
        writer.object { writer in
            writer.key("entities")
            writer.array { writer in
                for (message, status) in zip(messages, statuses) {
                    writer.message(message, acceptedAs: status)
                }
            }
            writer.key("errors")
            writer.rejectedItems(rejected)
        }
        return writer.bytes
    }
}

/// A rejected item of a bulk call.
struct RejectedItem: Sendable {
    let index: Int
    let draft: MessageDraft
    let errors: [FieldError]
}

extension JSONWriter {
    mutating func rejectedItems(_ items: [RejectedItem]) {
        array { writer in
            for item in items {
                writer.object { writer in
                    writer.member("index", item.index)
                    writer.member("clientId", item.draft.clientID)
                    writer.member("from", item.draft.from)
                    writer.member("to", item.draft.to)
                    writer.member("text", item.draft.text)
                    writer.key("errors")
                    writer.fieldErrors(item.errors)
                }
            }
        }
    }
}

extension Caller {
    var origin: MessageOrigin {
        MessageOrigin(
            organization: account.organization.id,
            project: token.project,
            token: token,
            prices: account.prices
        )
    }
}
