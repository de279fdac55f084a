import EventLoop
import HTTPServer
import SMPPGateway

/// Why a node cannot listen as it is configured; the description says what to change.
public struct StartError: Error, CustomStringConvertible {
    /// Whether another program has the address.
    public let isConflict: Bool
    /// The reason in words.
    public let description: String

    /// Explains an error of starting to listen; nil for errors of another kind.
    init?(_ error: any Error, _ configuration: NodeConfiguration) {
        let place: String
        switch error {
        case HTTPServerError.badCertificate:
            let files = configuration.http.tls
            description =
                "'\(files?.certificatePath ?? "")' and '\(files?.keyPath ?? "")' are no"
                + " certificate with its key in PEM form; check --tls-certificate and --tls-key"
            isConflict = false
            return
        case let error as HTTPServerError:
            if case .noResources = error { return nil }
            place = error.description
        case let error as EventLoopError:
            if case .noResources = error { return nil }
            place = error.description
        case let error as SMPPGatewayError: place = error.description
        default: return nil
        }
        isConflict = place.hasSuffix("Address already in use")
        description = isConflict ? "\(place); stop the other program or choose another port" : place
    }
}
