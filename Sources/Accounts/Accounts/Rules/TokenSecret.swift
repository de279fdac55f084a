import AccountsModel
import Secrets

/// Creates the secrets of a token, and writes them as text.
enum TokenSecret {
    /// Random characters after the prefix: 43 of 62, 256 bits.
    static let randomCount = 43
    /// The longest password that SMPP 3.4 allows, without its terminating NUL.
    static let passwordCount = 8
    /// Bytes of a signing secret; Standard Webhooks requires 24 to 64.
    static let signingByteCount = 32

    /// A new secret, such as `hg_sms_…`; people and secret scanners recognise it by the prefix.
    static func make(for kind: Token.Kind) throws(SecretsError) -> String {
        prefix(of: kind) + (try RandomSecret.text(randomCount, of: .alphanumeric))
    }

    /// A new SMPP password.
    static func makePassword() throws(SecretsError) -> String {
        try RandomSecret.text(passwordCount, of: .legible)
    }

    /// A new SMPP system id, for operators who do not choose one.
    static func makeSystemID() throws(SecretsError) -> String {
        "hg" + (try RandomSecret.text(10, of: .legible))
    }

    /// A signing secret in the format of Standard Webhooks.
    static func text(ofSigningSecret secret: [UInt8]) -> String {
        "whsec_" + Base64.standard.encode(secret)
    }

    private static func prefix(of kind: Token.Kind) -> String {
        switch kind {
        case .product: "hg_product_"
        case .datasource: "hg_source_"
        case .apiSMS: "hg_sms_"
        case .legacy: "hg_legacy_"
        }
    }
}
