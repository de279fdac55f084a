import Attributes
import AudienceModel

extension EventRecord {
    /// The parameters of the event; nil when they cannot be decoded.
    var parameters: [LogItem.Parameter]? {
        do throws(ValueDecodingError) {
            var decoder = try ValueDecoder(payload)
            return try decoder.parameters()
        } catch {
            return nil
        }
    }
}
