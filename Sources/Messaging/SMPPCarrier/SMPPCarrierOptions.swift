import Essentials
public import MessagingModel
import SMPPCodec
import SMPPSession

/// The options of an SMPP carrier, read from its settings.
///
/// Every option is a line of ``SMPPOption/table``; docs/guides/connect-a-carrier.md explains them.
public struct SMPPCarrierOptions: Hashable, Sendable {
    // Address and credentials.
    var host = ""
    var port = 2775
    var systemID = ""
    var password = ""
    var passwordFile: String?
    var systemType = ""
    var version = InterfaceVersion.v34
    var addressRange = Address()
    var tls: TLSOptions?

    // Connections and rates.
    var mode = Mode.transceiver
    var bindsCount = 1
    var window = 50
    var submitsPerSecond: Int?
    var bindTimeout = Duration.seconds(10)
    var enquireLink = Duration.seconds(30)
    var responseTimeout = Duration.seconds(30)
    var reconnect = Backoff(first: .seconds(1), longest: .seconds(60), jitter: 0.2)

    // Encoding of messages.
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

    /// The kinds of sessions that a carrier binds.
    enum Mode: String, CaseIterable, Sendable {
        /// Sessions that both submit and receive.
        case transceiver = "trx"
        /// A session for each direction.
        case pair = "tx+rx"
        /// Only submits: gets neither receipts nor inbound messages.
        case transmitter = "tx"

        /// The sessions that count as one of the option `binds`.
        var modes: [BindMode] {
            switch self {
            case .transceiver: [.transceiver]
            case .pair: [.transmitter, .receiver]
            case .transmitter: [.transmitter]
            }
        }
    }

    /// How TLS connections are verified.
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

    /// The encoding of text in the GSM alphabet; all other text is UCS-2.
    enum TextAlphabet: String, CaseIterable, Sendable {
        /// One septet per byte, data coding 0.
        case gsm7
        /// Eight septets in seven bytes, data coding 0.
        case packed = "gsm7packed"
        /// ISO-8859-1, data coding 3; text outside it is UCS-2.
        case latin1
        /// All text as UCS-2, data coding 8.
        case ucs2
    }

    /// How the parts of a long text are marked as one message.
    enum ConcatenationMethod: String, CaseIterable, Sendable {
        /// User data header with an 8-bit reference.
        case header = "udh"
        /// User data header with a 16-bit reference.
        case wideHeader = "udh16"
        /// The parameters `sar_msg_ref_num`, `sar_total_segments`, `sar_segment_seqnum`.
        case parameters = "sar"
        /// Not split: the whole text goes into `message_payload`.
        case payload
    }

    /// The form of `validity_period`.
    enum ValidityForm: String, CaseIterable, Sendable {
        case relative, absolute, none
    }

    /// Where a receipt names its message.
    enum ReceiptIdentifierPlace: String, CaseIterable, Sendable {
        /// In `receipted_message_id`, or in the text if that is absent.
        case either
        /// In `receipted_message_id`.
        case parameter = "tlv"
        /// In the text.
        case text
    }

    /// Reads and checks the options of a carrier's settings.
    public init(_ settings: CarrierSettings) throws(CarrierOptionError) {
        for (name, value) in settings.options.sorted(by: { $0.key < $1.key }) {
            try SMPPOption.apply(name, value, to: &self)
        }
        for option in SMPPOption.table where option.isRequired {
            guard settings.options[option.name] != nil else { throw .missing(name: option.name) }
        }
    }

    /// How many unanswered messages the pipeline should hand over: enough to fill all windows, and
    /// few enough that an urgent one does not wait behind many.
    ///
    /// Nil for invalid options.
    public static func usualWindow(_ settings: CarrierSettings) -> Int? {
        let options: SMPPCarrierOptions
        do throws(CarrierOptionError) { options = try SMPPCarrierOptions(settings) } catch {
            return nil
        }
        return min(max(200, 4 * options.window * options.bindsCount), 100_000)
    }

    /// The password to bind with; its file is read for every bind, so that it can be changed.
    func readPassword() throws(CarrierOptionError) -> String {
        guard let passwordFile else { return password }
        let text = try SecretFile.firstLine(of: passwordFile)
        guard text.utf8.count <= SMPPOption.longestPassword else {
            throw .invalid(name: "passwordFile", value: passwordFile, wanted: "of 1 to 64 octets")
        }
        return text
    }
}
