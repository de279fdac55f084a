extension Parameters {
    /// A number; read from one to four octets, written with the width in the table.
    public subscript(integer tag: ParameterTag) -> UInt32? {
        get {
            guard let octets = self[tag], (1...4).contains(octets.count) else { return nil }
            return octets.reduce(0) { $0 << 8 | UInt32($1) }
        }
        set {
            guard let newValue else { return removeAll(tag) }
            let width = tag.definition?.format.width ?? 4
            guard width == 4 || newValue >> (8 * UInt32(width)) == 0 else { return refuse(tag) }
            self[tag] = withUnsafeBytes(of: newValue.bigEndian) { Array($0.suffix(width)) }
        }
    }

    /// A C-octet string; read up to its NUL, or to its end if that is missing.
    public subscript(text tag: ParameterTag) -> String? {
        get { self[tag].map { String(latin1: $0.prefix { $0 != 0 }) } }
        set {
            guard let newValue else { return removeAll(tag) }
            guard let octets = newValue.latin1 else { return refuse(tag) }
            self[tag] = octets + [0]
        }
    }

    /// The message that a receipt is about (receipted_message_id).
    public var receiptedMessageID: String? {
        get { self[text: .receiptedMessageID] }
        set { self[text: .receiptedMessageID] = newValue }
    }

    /// The state in a receipt (message_state); nil if it is not defined.
    public var messageState: MessageState? {
        get { self[octet: .messageState].flatMap(MessageState.init) }
        set { self[octet: .messageState] = newValue?.rawValue }
    }

    /// The text, if it is not in short_message (message_payload).
    public var messagePayload: [UInt8]? {
        get { self[.messagePayload] }
        set { self[.messagePayload] = newValue }
    }

    /// The reference that the parts of a message share (sar_msg_ref_num).
    public var sarReference: UInt16? {
        get { self[half: .sarReference] }
        set { self[half: .sarReference] = newValue }
    }

    /// The number of parts of the message (sar_total_segments).
    public var sarTotal: UInt8? {
        get { self[octet: .sarTotal] }
        set { self[octet: .sarTotal] = newValue }
    }

    /// The place of this part, from 1 (sar_segment_seqnum).
    public var sarSequence: UInt8? {
        get { self[octet: .sarSequence] }
        set { self[octet: .sarSequence] = newValue }
    }

    /// The sender's own number for the message (user_message_reference).
    public var userMessageReference: UInt16? {
        get { self[half: .userMessageReference] }
        set { self[half: .userMessageReference] = newValue }
    }

    /// The port of the sending application (source_port).
    public var sourcePort: UInt16? {
        get { self[half: .sourcePort] }
        set { self[half: .sourcePort] = newValue }
    }

    /// The port of the receiving application (destination_port).
    public var destinationPort: UInt16? {
        get { self[half: .destinationPort] }
        set { self[half: .destinationPort] = newValue }
    }

    /// The version that the message centre speaks (sc_interface_version).
    public var interfaceVersion: UInt8? {
        get { self[octet: .interfaceVersion] }
        set { self[octet: .interfaceVersion] = newValue }
    }

    /// The kind of network and its error (network_error_code).
    public var networkErrorCode: NetworkErrorCode? {
        get { self[.networkErrorCode].flatMap(NetworkErrorCode.init) }
        set { self[.networkErrorCode] = newValue?.octets }
    }

    /// The result of the request, in words (additional_status_info_text).
    public var additionalStatusText: String? {
        get { self[text: .additionalStatusText] }
        set { self[text: .additionalStatusText] = newValue }
    }

    /// The load of the peer, 0 to 99 (congestion_state).
    public var congestionState: UInt8? {
        get { self[octet: .congestionState] }
        set { self[octet: .congestionState] = newValue }
    }

    private subscript(octet tag: ParameterTag) -> UInt8? {
        get { self[integer: tag].flatMap(UInt8.init(exactly:)) }
        set { self[integer: tag] = newValue.map(UInt32.init) }
    }

    private subscript(half tag: ParameterTag) -> UInt16? {
        get { self[integer: tag].flatMap(UInt16.init(exactly:)) }
        set { self[integer: tag] = newValue.map(UInt32.init) }
    }
}
