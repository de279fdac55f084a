public import Essentials
public import HTTPServer
public import JSONCoding

/// Maps errors to HTTP responses, in one place.
extension HTTPResponse {
    /// No valid token of this API.
    public static var unauthorized: HTTPResponse {
        var response = HTTPResponse.message(status: 401, "A valid token is required")
        response.setHeader("WWW-Authenticate", "Bearer")
        return response
    }

    /// A body that cannot be parsed or has the wrong type.
    public init(_ problem: RequestBody.Problem) {
        self = .message(status: 400, problem.message)
    }

    /// The response to an error.
    public init(_ error: ServiceError) {
        switch error {
        case .notFound: self = .message(status: 404, "Not found")
        case .forbidden(let reason): self = .message(status: 403, reason)
        case .invalid(let errors): self = .invalid(errors)
        case .noFunds: self = .message(status: 402, "Insufficient funds")
        case .conflict(let reason): self = .message(status: 409, "Conflict: \(reason)")
        case .unavailable:
            self = .retryLater("The service cannot store anything right now")
        case .notReady(let reason): self = .retryLater(reason)
        case .overloaded:
            self = .retryLater("The service has too much to do right now")
        case .exhausted(let reason, let wait):
            self = .message(status: 429, reason)
            setHeader("Retry-After", "\(max(1, Int(wait.inSeconds.rounded(.up))))")
        case .cancelled: self = .retryLater("The request was cancelled")
        case .internalFault: self = .message(status: 500, "Internal error")
        }
    }

    /// Invalid input, with errors by field; a single error without a field becomes the message.
    public static func invalid(
        _ errors: [FieldError],
        status: Int = 400,
        message: String = "Validation failed"
    ) -> HTTPResponse {
        if errors.count == 1, let error = errors.first, error.field.isEmpty {
            return .message(status: status, error.message)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("message", message)
            writer.key("errors")
            writer.fieldErrors(errors)
        }
        return .json(status: status, bytes: writer.bytes)
    }

    private static func retryLater(_ text: String) -> HTTPResponse {
        var response = HTTPResponse.message(status: 503, text)
        response.setHeader("Retry-After", "5")
        return response
    }
}

extension ServiceError {
    /// Whether it is the server's fault, so that an operator should investigate.
    public var isFault: Bool {
        switch self {
        case .internalFault, .unavailable, .overloaded: true
        case .notFound, .forbidden, .invalid, .noFunds, .conflict, .notReady, .exhausted,
            .cancelled:
            false
        }
    }

    /// A body that cannot be parsed or has the wrong type.
    public init(_ problem: RequestBody.Problem) {
        let detail = problem.detail.map { ": \($0)" } ?? ""
        self = .invalid([FieldError("", problem.message + detail)])
    }
}

extension JSONWriter {
    /// Writes the messages by field, in the order of the first error of each field.
    public mutating func fieldErrors(_ errors: [FieldError]) {
        var fields: [String] = []
        for error in errors where !fields.contains(error.field) { fields.append(error.field) }
        object { writer in
            for field in fields {
                writer.key(text: field)
                writer.array { writer in
                    for error in errors where error.field == field { writer.string(error.message) }
                }
            }
        }
    }
}
