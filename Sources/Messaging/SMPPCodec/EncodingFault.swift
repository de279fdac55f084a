/// Why a PDU cannot be encoded; the names of fields are those of the specification.
public enum EncodingFault: Error, Hashable, Sendable {
    /// The value of the field has more octets or elements than the limit.
    case tooLong(field: String, limit: Int)

    /// The value of the field has characters beyond ISO-8859-1, or a NUL.
    case unencodable(field: String)
}
