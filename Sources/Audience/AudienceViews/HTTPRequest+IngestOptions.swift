public import AudienceModel
public import Essentials
import HTTPAPI
public import HTTPServer

extension HTTPRequest {
    /// The options of a write to the audience; other parameters are rejected.
    public func ingestOptions() throws(ServiceError) -> IngestOptions {
        try refuseParameters(otherThan: ["_sync", "_dryRun"])
        var options: IngestOptions = []
        if hasFlag("_sync") { options.insert(.sync) }
        if isDryRun { options.insert(.dryRun) }
        return options
    }
}
