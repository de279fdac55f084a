import Attributes
import Essentials
import Identity

/// The values of one data source's contact, each with the time of its last change.
struct StoredContact: Sendable, Hashable {
    /// The values from the data source.
    var values: [SourceValue] = []
    /// The values from actions of the platform, which override them.
    var platform: [PlatformValue] = []

    /// A value from an action of the platform.
    struct PlatformValue: Sendable, Hashable {
        let attribute: String
        let value: AttributeValue
        let at: Timestamp
        /// The action, such as `sms-unsubscribe`.
        let action: String
        /// Why, in the words of the person who requested it.
        let reason: String?
        /// Where the request came from.
        let origin: [String: String]
    }

    init() {}

    /// The data source's value of an attribute.
    subscript(attribute: String) -> AttributeValue? {
        values.first { $0.attribute == attribute }?.value
    }

    /// Sets the values of an item; false if nothing changed.
    ///
    /// A repeated value keeps its time, so the most recent value is the one that changed last.
    mutating func assign(_ assignments: [LogItem.Assignment], at moment: Timestamp) -> Bool {
        var isChanged = false
        for assignment in assignments {
            let place = values.firstIndex { $0.attribute == assignment.attribute }
            guard let value = assignment.value else {
                if let place {
                    values.remove(at: place)
                    isChanged = true
                }
                continue
            }
            let new = SourceValue(assignment.attribute, value, writtenAt: moment)
            if let place {
                guard values[place].value != value else { continue }
                values[place] = new
            } else {
                values.append(new)
            }
            isChanged = true
        }
        return isChanged
    }

    /// Sets a value of the platform.
    mutating func override(_ value: PlatformValue) {
        platform.removeAll { $0.attribute == value.attribute }
        platform.append(value)
    }
}

// MARK: Encoding

extension StoredContact {
    /// Names that many contacts use, encoded as numbers; entries may only be appended.
    private static let shortNames = [
        "_email", "_phone_mobile", "_first_name", "_last_name", "_country_code", "_language",
        "_gender", "_birthday", "_city", "_postal_code", "_address", "_is_subscribed_sms",
        "_is_subscribed_email", "_is_subscribed_whatsapp", "_accepts_marketing_sms",
        "_accepts_marketing_email", "_accepts_marketing_whatsapp", "_client_tags",
        "_client_lists", "_date_registered", "_date_seen", "_email_verified",
        "_phone_mobile_verified",
    ]
    private static let numbersOfNames = Dictionary(
        uniqueKeysWithValues: shortNames.enumerated().map { ($1, UInt64($0 + 1)) }
    )

    /// The stored form of the contact, in the store as well as in memory.
    var encoded: [UInt8] {
        var encoder = ValueEncoder(capacity: 16 + values.count * 24)
        let base = values.first?.writtenAt ?? Timestamp(microseconds: 0)
        encoder.moment(base)
        encoder.unsigned(UInt64(values.count))
        for value in values {
            encoder.name(value.attribute)
            encoder.signed(value.writtenAt.microseconds - base.microseconds)
            encoder.value(value.value)
        }
        encoder.unsigned(UInt64(platform.count))
        for value in platform {
            encoder.name(value.attribute)
            encoder.moment(value.at)
            encoder.value(value.value)
            encoder.text(value.action)
            encoder.optional(value.reason) { $0.text($1) }
            encoder.unsigned(UInt64(value.origin.count))
            for (name, text) in value.origin.sorted(by: { $0.key < $1.key }) {
                encoder.text(name)
                encoder.text(text)
            }
        }
        return encoder.bytes
    }

    /// Decodes the output of ``encoded``.
    init(encoded bytes: [UInt8]) throws(ValueDecodingError) {
        var decoder = try ValueDecoder(bytes)
        let base = try decoder.moment()
        let count = try decoder.unsigned()
        values.reserveCapacity(Int(min(count, 64)))
        for _ in 0..<count {
            let attribute = try decoder.name()
            let at = Timestamp(microseconds: base.microseconds + (try decoder.signed()))
            values.append(SourceValue(attribute, try decoder.value(), writtenAt: at))
        }
        for _ in 0..<(try decoder.unsigned()) { platform.append(try decoder.platformValue()) }
    }

    fileprivate static func number(of name: String) -> UInt64 { numbersOfNames[name] ?? 0 }

    fileprivate static func name(of number: UInt64) -> String? {
        number >= 1 && number <= UInt64(shortNames.count) ? shortNames[Int(number) - 1] : nil
    }
}

extension ValueEncoder {
    fileprivate mutating func name(_ name: String) {
        let number = StoredContact.number(of: name)
        unsigned(number)
        if number == 0 { text(name) }
    }
}

extension ValueDecoder {
    fileprivate mutating func name() throws(ValueDecodingError) -> String {
        let start = offset
        let number = try unsigned()
        if number == 0 { return try text() }
        guard let name = StoredContact.name(of: number) else { throw .malformed(offset: start) }
        return name
    }

    fileprivate mutating func platformValue() throws(ValueDecodingError)
        -> StoredContact.PlatformValue
    {
        let attribute = try name()
        let at = try moment()
        let value = try value()
        let action = try text()
        let reason = try isPresent() ? try text() : nil
        var origin: [String: String] = [:]
        for _ in 0..<(try unsigned()) {
            let name = try text()
            origin[name] = try text()
        }
        return StoredContact.PlatformValue(
            attribute: attribute,
            value: value,
            at: at,
            action: action,
            reason: reason,
            origin: origin
        )
    }
}
