import AccountsModel
import Secrets

/// The secrets of a token, as they are made and written.
enum TokenSecret {
    /// Random characters after the prefix: 43 of 62, 256 bits.
    static let randomCount = 43
    /// The longest password that SMPP 3.4 can carry, without its terminating NUL.
    static let passwordCount = 8
    /// Octets of a signing secret; Standard Webhooks asks for 24 to 64.
    static let signingByteCount = 32

    /// A new secret, as `hg_sms_…`; the prefix tells people and secret scanners what they found.
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

    /// A signing secret in the writing of Standard Webhooks.
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
