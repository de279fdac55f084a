public import AudienceModel
public import Essentials
import HTTPAPI
public import HTTPServer

extension HTTPRequest {
    /// How a write to the audience is to be handled; other flags are refused.
    public func ingestOptions() throws(ServiceError) -> IngestOptions {
        try refuseFlags(otherThan: ["_sync", "_dryRun"])
        var options: IngestOptions = []
        if hasFlag("_sync") { options.insert(.sync) }
        if isDryRun { options.insert(.dryRun) }
        return options
    }
}
