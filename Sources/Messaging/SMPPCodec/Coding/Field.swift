/// A mandatory field: its name on the wire, its limit, and the status for a wrong value.
///
/// Source: SMPP 3.4, 4 (tables of each operation) and 5.2.
struct Field: Sendable {
    /// The name in the specification.
    let name: StaticString

    /// The most octets of the value, with the terminator of a C-octet string and without the length
    /// octet of an octet string; the most elements of a list.
    let limit: Int

    /// The status for a value that is too long.
    let status: CommandStatus

    /// The name of the octet that counts the octets or elements, if there is one.
    let countName: StaticString

    init(
        _ name: StaticString,
        _ limit: Int,
        _ status: CommandStatus = .invalidCommandLength,
        count: StaticString = ""
    ) {
        self.name = name
        self.limit = limit
        self.status = status
        countName = count
    }
}

// Octets and words.
extension Field {
    static let interfaceVersion = Field("interface_version", 1)
    static let addressTON = Field("addr_ton", 1)
    static let addressNPI = Field("addr_npi", 1)
    static let sourceTON = Field("source_addr_ton", 1)
    static let sourceNPI = Field("source_addr_npi", 1)
    static let destinationTON = Field("dest_addr_ton", 1)
    static let destinationNPI = Field("dest_addr_npi", 1)
    static let esmeTON = Field("esme_addr_ton", 1)
    static let esmeNPI = Field("esme_addr_npi", 1)
    static let destinationFlag = Field("dest_flag", 1, .invalidDestinationFlag)
    static let esmClass = Field("esm_class", 1)
    static let protocolID = Field("protocol_id", 1)
    static let priority = Field("priority_flag", 1)
    static let registeredDelivery = Field("registered_delivery", 1)
    static let replaceIfPresent = Field("replace_if_present_flag", 1)
    static let dataCoding = Field("data_coding", 1)
    static let defaultMessageID = Field("sm_default_msg_id", 1)
    static let messageState = Field("message_state", 1)
    static let errorCode = Field("error_code", 1)
    static let errorStatus = Field("error_status_code", 4)
}

// Strings, octets and lists.
extension Field {
    static let systemID = Field("system_id", 16, .invalidSystemID)
    static let password = Field("password", 9, .invalidPassword)
    static let systemType = Field("system_type", 13, .invalidSystemType)
    static let addressRange = Field("address_range", 41, .bindFailed)
    static let serviceType = Field("service_type", 6, .invalidServiceType)
    static let source = Field("source_addr", 21, .invalidSourceAddress)
    static let longSource = Field("source_addr", 65, .invalidSourceAddress)
    static let destination = Field("destination_addr", 21, .invalidDestinationAddress)
    static let longDestination = Field("destination_addr", 65, .invalidDestinationAddress)
    static let esme = Field("esme_addr", 65, .invalidDestinationAddress)
    static let distributionList = Field("dl_name", 21, .invalidDistributionList)
    static let scheduleDeliveryTime = Field("schedule_delivery_time", 17, .invalidScheduledTime)
    static let validityPeriod = Field("validity_period", 17, .invalidValidityPeriod)
    static let finalDate = Field("final_date", 17)
    static let messageID = Field("message_id", 65, .invalidMessageID)
    /// SMPP 3.4 allows 254 octets, 5.0 allows 255, the most that the length octet can express.
    static let shortMessage = Field(
        "short_message",
        255,
        .invalidMessageLength,
        count: "sm_length"
    )
    static let destinations = Field(
        "dest_address",
        255,
        .invalidDestinationCount,
        count: "number_of_dests"
    )
    static let unsuccessful = Field(
        "unsuccess_sme",
        255,
        .invalidDestinationCount,
        count: "no_unsuccess"
    )
}
