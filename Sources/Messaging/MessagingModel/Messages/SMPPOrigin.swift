/// The fields of a message that came over SMPP, beyond those of every message.
public struct SMPPOrigin: Hashable, Sendable {
    /// The delivery receipts that the client wants.
    public var reports: ReportRequest
    /// Type of number and numbering plan of the sender.
    public let source: AddressKind
    /// Type of number and numbering plan of the recipient.
    public let destination: AddressKind
    /// Whether the client knows the message by its ``ShortMessageID``.
    public let hasShortID: Bool
    /// The part of a longer message that the client split itself; nil for a whole message.
    public let part: MessagePart?

    /// Creates the value.
    public init(
        reports: ReportRequest,
        source: AddressKind,
        destination: AddressKind,
        hasShortID: Bool = false,
        part: MessagePart? = nil
    ) {
        self.hasShortID = hasShortID
        self.reports = reports
        self.source = source
        self.destination = destination
        self.part = part
    }
}

/// The type of number and numbering plan of an address.
///
/// Source: SMPP 3.4, 5.2.5 and 5.2.6.
public struct AddressKind: Hashable, Sendable {
    /// The type of number, such as 1 for international or 5 for alphanumeric.
    public let typeOfNumber: UInt8
    /// The numbering plan, such as 1 for telephone numbers.
    public let numberingPlan: UInt8

    /// Creates the value.
    public init(typeOfNumber: UInt8, numberingPlan: UInt8) {
        self.typeOfNumber = typeOfNumber
        self.numberingPlan = numberingPlan
    }
}

/// A part of a longer message, or any message with its sender's own user data header.
public struct MessagePart: Hashable, Sendable {
    /// The most time between the parts of one message.
    public static let assemblyWindow = Duration.seconds(600)

    /// Its place in the longer message; nil if the header is about something else.
    public let place: PartPlace?
    /// The user data header with its length byte, sent unchanged.
    public let header: [UInt8]
    /// The bytes after the header, if encoding the text would not produce them; nil otherwise.
    ///
    /// A sender may split a surrogate pair across two parts, or use a shift table.
    public let payload: [UInt8]?

    /// Creates the value.
    public init(place: PartPlace?, header: [UInt8], payload: [UInt8]?) {
        self.place = place
        self.header = header
        self.payload = payload
    }
}

/// The place of a part in a longer message.
public struct PartPlace: Hashable, Sendable {
    /// The reference that the parts of a message share.
    public let reference: UInt16
    /// The number of parts.
    public let partsCount: UInt8
    /// The number of this part, from 1.
    public let part: UInt8

    /// Creates the value.
    public init(reference: UInt16, partsCount: UInt8, part: UInt8) {
        self.reference = reference
        self.partsCount = partsCount
        self.part = part
    }
}

/// The delivery receipts that a client asked for.
///
/// The raw value is `registered_delivery` (SMPP 3.4, 5.2.17; the value 3 is of SMPP 5.0, 4.7.21).
public struct ReportRequest: RawRepresentable, Hashable, Sendable {
    /// The value of `registered_delivery`.
    public let rawValue: UInt8
    /// Creates a request from its value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No receipt.
    public static let none = ReportRequest(rawValue: 0)
    /// One receipt when the message is final.
    public static let final = ReportRequest(rawValue: 1)

    /// Whether intermediate receipts are wanted too.
    public var wantsIntermediate: Bool { rawValue & 0x10 != 0 }

    /// Whether a message that reaches the status gets a receipt.
    public func wants(_ status: MessageStatus) -> Bool {
        guard status.isReported else { return false }
        guard status.isFinal else { return wantsIntermediate }
        return switch rawValue & 3 {
        case 1: true
        case 2: status != .delivered
        case 3: status == .delivered
        default: false
        }
    }
}

extension SMPPOrigin {
    /// The form in which stores keep it.
    ///
    /// Five bytes: reports, whose highest bit, which SMPP reserves, marks a short id; source type
    /// and plan, destination type and plan. For a part also
    /// reference (2 bytes, most significant first), parts (0 without a place), part, the header,
    /// whose first byte is the length of the rest, and the payload if it is kept.
    public var bytes: [UInt8] {
        let mark = hasShortID ? Self.shortIDMark : 0
        var bytes = [
            reports.rawValue & ~Self.shortIDMark | mark, source.typeOfNumber, source.numberingPlan,
            destination.typeOfNumber, destination.numberingPlan,
        ]
        guard let part else { return bytes }
        let reference = part.place?.reference ?? 0
        bytes.reserveCapacity(9 + part.header.count + (part.payload?.count ?? 0))
        bytes.append(UInt8(reference >> 8))
        bytes.append(UInt8(reference & 0xFF))
        bytes.append(part.place?.partsCount ?? 0)
        bytes.append(part.place?.part ?? 0)
        bytes.append(contentsOf: part.header)
        if let payload = part.payload { bytes.append(contentsOf: payload) }
        return bytes
    }

    private static let shortIDMark: UInt8 = 0x80

    /// Reads ``bytes``; nil for anything else.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= 5 else { return nil }
        var part: MessagePart?
        if bytes.count > 5 {
            guard bytes.count > 9, bytes.count >= 10 + Int(bytes[9]) else { return nil }
            let end = 10 + Int(bytes[9])
            part = MessagePart(
                place: bytes[7] == 0
                    ? nil
                    : PartPlace(
                        reference: UInt16(bytes[5]) << 8 | UInt16(bytes[6]),
                        partsCount: bytes[7],
                        part: bytes[8]
                    ),
                header: Array(bytes[9..<end]),
                payload: end == bytes.count ? nil : Array(bytes[end...])
            )
        }
        self.init(
            reports: ReportRequest(rawValue: bytes[0] & ~Self.shortIDMark),
            source: AddressKind(typeOfNumber: bytes[1], numberingPlan: bytes[2]),
            destination: AddressKind(typeOfNumber: bytes[3], numberingPlan: bytes[4]),
            hasShortID: bytes[0] & Self.shortIDMark != 0,
            part: part
        )
    }
}
