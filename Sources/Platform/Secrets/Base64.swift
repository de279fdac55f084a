import CSodium

/// Base64 as specified by RFC 4648.
public enum Base64: Sendable {
    /// With `+`, `/` and padding.
    case standard
    /// With `-` and `_`, without padding.
    case urlSafe

    /// Encodes bytes.
    public func encode(_ bytes: [UInt8]) -> String {
        let capacity = sodium_base64_encoded_len(bytes.count, variant)
        var output = [CChar](repeating: 0, count: capacity)
        _ = sodium_bin2base64(&output, capacity, bytes, bytes.count, variant)
        return String(decoding: output.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Decodes a text; nil unless it is exactly in this form.
    public func decode(_ text: String) -> [UInt8]? {
        let characters = text.utf8.map { CChar(bitPattern: $0) }
        var bytes = [UInt8](repeating: 0, count: characters.count)
        var length = 0
        let status = sodium_base642bin(
            &bytes,
            bytes.count,
            characters,
            characters.count,
            nil,
            &length,
            nil,
            variant
        )
        return status == 0 ? Array(bytes.prefix(length)) : nil
    }

    private var variant: Int32 {
        switch self {
        case .standard: sodium_base64_VARIANT_ORIGINAL
        case .urlSafe: sodium_base64_VARIANT_URLSAFE_NO_PADDING
        }
    }
}
