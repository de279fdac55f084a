import Essentials
public import MessagingModel
import SMPPCodec
import SMPPSession

/// How an SMSC is reached and spoken to, read from a carrier's settings.
///
/// Every option is a line of ``SMPPOption/table``; docs/guides/connect-a-carrier.md explains them.
public struct SMPPCarrierOptions: Hashable, Sendable {
    // Where and who.
    var host = ""
    var port = 2775
    var systemID = ""
    var password = ""
    var passwordFile: String?
    var systemType = ""
    var version = InterfaceVersion.v34
    var addressRange = Address()
    var tls: TLSOptions?

    // Connections and their pace.
    var mode = Mode.transceiver
    var bindsCount = 1
    var window = 50
    var submitsPerSecond: Int?
    var bindTimeout = Duration.seconds(10)
    var enquireLink = Duration.seconds(30)
    var responseTimeout = Duration.seconds(30)
    var reconnect = Backoff(first: .seconds(1), longest: .seconds(60), jitter: 0.2)

    // How messages are written.
    var serviceType = ""
    var source = AddressRule()
    var destination = AddressRule(typeOfNumber: .international, numberingPlan: .isdn)
    var alphabet = TextAlphabet.gsm7
    var dataCoding: UInt8?
    var concatenation = ConcatenationMethod.header
    var validity = ValidityForm.relative
    var wantsAllReceipts = false
    var sendsMessageReference = true
    var parameters: [TaggedOctets] = []

    // Receipts and inbound messages.
    var identifiers = MessageIDDialect()
    var receiptIdentifier = ReceiptIdentifierPlace.either
    var receiptOffset = Duration.zero
    var nationalPrefix = ""
    var statuses = StatusTable()
    var errors = ReceiptErrorTable()

    /// Which connections a carrier keeps.
    enum Mode: String, CaseIterable, Sendable {
        /// Each carries both ways.
        case transceiver = "trx"
        /// One for each way.
        case pair = "tx+rx"
        /// Only submits: gets neither receipts nor inbound messages.
        case transmitter = "tx"

        /// The connections that together are one bind of the operator's count.
        var modes: [BindMode] {
            switch self {
            case .transceiver: [.transceiver]
            case .pair: [.transmitter, .receiver]
            case .transmitter: [.transmitter]
            }
        }
    }

    /// How a TLS connection is checked.
    struct TLSOptions: Hashable, Sendable {
        var authorities: String?
        var serverName: String?
        var verifies = true
    }

    /// A parameter that every message carries.
    struct TaggedOctets: Hashable, Sendable {
        let tag: UInt16
        let octets: [UInt8]
    }

    /// How text in the GSM alphabet is written; all other text is UCS-2.
    enum TextAlphabet: String, CaseIterable, Sendable {
        /// One septet an octet, data coding 0.
        case gsm7
        /// Eight septets in seven octets, data coding 0.
        case packed = "gsm7packed"
        /// ISO-8859-1, data coding 3; text that it lacks is UCS-2.
        case latin1
        /// Everything in UCS-2, data coding 8.
        case ucs2
    }

    /// How the parts of a long text are tied together.
    enum ConcatenationMethod: String, CaseIterable, Sendable {
        /// User data header with an 8-bit reference.
        case header = "udh"
        /// User data header with a 16-bit reference.
        case wideHeader = "udh16"
        /// The parameters `sar_msg_ref_num`, `sar_total_segments`, `sar_segment_seqnum`.
        case parameters = "sar"
        /// Not at all: the text goes whole, as `message_payload`.
        case payload
    }

    /// How `validity_period` is written.
    enum ValidityForm: String, CaseIterable, Sendable {
        case relative, absolute, none
    }

    /// Where a receipt says which message it is about.
    enum ReceiptIdentifierPlace: String, CaseIterable, Sendable {
        /// In `receipted_message_id`, or when that is absent in the text.
        case either
        /// In `receipted_message_id`.
        case parameter = "tlv"
        /// In the text.
        case text
    }

    /// The options of a carrier's settings, checked.
    public init(_ settings: CarrierSettings) throws(CarrierOptionError) {
        for (name, value) in settings.options.sorted(by: { $0.key < $1.key }) {
            try SMPPOption.apply(name, value, to: &self)
        }
        for option in SMPPOption.table where option.isRequired {
            guard settings.options[option.name] != nil else { throw .missing(name: option.name) }
        }
    }

    /// How many messages the pipeline should hand over without a result: enough to keep all
    /// windows full, and few enough that an urgent one does not wait behind many.
    ///
    /// Nil for options that are wrong.
    public static func usualWindow(_ settings: CarrierSettings) -> Int? {
        let options: SMPPCarrierOptions
        do throws(CarrierOptionError) { options = try SMPPCarrierOptions(settings) } catch {
            return nil
        }
        return min(max(200, 4 * options.window * options.bindsCount), 100_000)
    }

    /// The password to bind with; its file is read at every bind, so that it can be changed.
    func readPassword() throws(CarrierOptionError) -> String {
        guard let passwordFile else { return password }
        let text = try SecretFile.firstLine(of: passwordFile)
        guard text.utf8.count <= SMPPOption.longestPassword else {
            throw .invalid(name: "passwordFile", value: passwordFile, wanted: "of 1 to 64 octets")
        }
        return text
    }
}
