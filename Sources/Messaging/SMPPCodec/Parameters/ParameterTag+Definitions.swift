extension ParameterTag {
    /// A parameter in the specification.
    struct Definition: Sendable {
        let tag: ParameterTag
        let name: String
        let format: ParameterFormat

        init(_ tag: ParameterTag, _ name: String, _ format: ParameterFormat) {
            self.tag = tag
            self.name = name
            self.format = format
        }
    }

    /// Every parameter of SMPP 3.4 and 5.0 in the order of their tags.
    ///
    /// Source: SMPP 3.4, 5.3.2; SMPP 5.0, 4.8.4. Where they differ, both are allowed.
    static let table: [Definition] = [
        Definition(.destinationSubunit, "dest_addr_subunit", .integer(1)),
        Definition(.destinationNetworkType, "dest_network_type", .integer(1)),
        Definition(.destinationBearerType, "dest_bearer_type", .integer(1)),
        Definition(.destinationTelematicsID, "dest_telematics_id", .integer(2)),
        Definition(.sourceSubunit, "source_addr_subunit", .integer(1)),
        Definition(.sourceNetworkType, "source_network_type", .integer(1)),
        Definition(.sourceBearerType, "source_bearer_type", .integer(1)),
        Definition(.sourceTelematicsID, "source_telematics_id", .integer(1, or: 2)),
        Definition(.timeToLive, "qos_time_to_live", .integer(4)),
        Definition(.payloadType, "payload_type", .integer(1)),
        Definition(.additionalStatusText, "additional_status_info_text", .text(1...256)),
        Definition(.receiptedMessageID, "receipted_message_id", .text(1...65)),
        Definition(.messageWaiting, "ms_msg_wait_facilities", .integer(1)),
        Definition(.privacyIndicator, "privacy_indicator", .integer(1)),
        Definition(.sourceSubaddress, "source_subaddress", .octets(2...23)),
        Definition(.destinationSubaddress, "dest_subaddress", .octets(2...23)),
        Definition(.userMessageReference, "user_message_reference", .integer(2)),
        Definition(.userResponseCode, "user_response_code", .integer(1)),
        Definition(.sourcePort, "source_port", .integer(2)),
        Definition(.destinationPort, "destination_port", .integer(2)),
        Definition(.sarReference, "sar_msg_ref_num", .integer(2)),
        Definition(.languageIndicator, "language_indicator", .integer(1)),
        Definition(.sarTotal, "sar_total_segments", .integer(1)),
        Definition(.sarSequence, "sar_segment_seqnum", .integer(1)),
        Definition(.interfaceVersion, "sc_interface_version", .integer(1)),
        Definition(.callbackPresentation, "callback_num_pres_ind", .integer(1)),
        Definition(.callbackTag, "callback_num_atag", .octets(0...65)),
        Definition(.messageCount, "number_of_messages", .integer(1)),
        Definition(.callbackNumber, "callback_num", .octets(4...19)),
        Definition(.deliveryPendingResult, "dpf_result", .integer(1)),
        Definition(.setDeliveryPending, "set_dpf", .integer(1)),
        Definition(.availabilityStatus, "ms_availability_status", .integer(1)),
        Definition(.networkErrorCode, "network_error_code", .octets(3...3)),
        Definition(.messagePayload, "message_payload", .octets(0...65_535)),
        Definition(.deliveryFailureReason, "delivery_failure_reason", .integer(1)),
        Definition(.moreMessages, "more_messages_to_send", .integer(1)),
        Definition(.messageState, "message_state", .integer(1)),
        Definition(.congestionState, "congestion_state", .integer(1)),
        Definition(.ussdServiceOperation, "ussd_service_op", .octets(1...1)),
        Definition(.broadcastChannel, "broadcast_channel_indicator", .integer(1)),
        Definition(.broadcastContentType, "broadcast_content_type", .octets(3...3)),
        Definition(.broadcastContentInfo, "broadcast_content_type_info", .octets(1...255)),
        Definition(.broadcastMessageClass, "broadcast_message_class", .integer(1)),
        Definition(.broadcastRepetitions, "broadcast_rep_num", .integer(2)),
        Definition(.broadcastInterval, "broadcast_frequency_interval", .octets(3...3)),
        Definition(.broadcastArea, "broadcast_area_identifier", .octets(1...65_535)),
        Definition(.broadcastErrorStatus, "broadcast_error_status", .integer(4)),
        Definition(.broadcastAreaSuccess, "broadcast_area_success", .integer(1)),
        Definition(.broadcastEndTime, "broadcast_end_time", .text(1...17)),
        Definition(.broadcastServiceGroup, "broadcast_service_group", .octets(1...255)),
        Definition(.billingIdentification, "billing_identification", .octets(1...1024)),
        Definition(.sourceNetworkID, "source_network_id", .text(7...65)),
        Definition(.destinationNetworkID, "dest_network_id", .text(7...65)),
        Definition(.sourceNodeID, "source_node_id", .octets(6...6)),
        Definition(.destinationNodeID, "dest_node_id", .octets(6...6)),
        Definition(.destinationNumberPortability, "dest_addr_np_resolution", .integer(1)),
        Definition(.destinationPortabilityInfo, "dest_addr_np_information", .octets(10...10)),
        Definition(.destinationPortabilityCountry, "dest_addr_np_country", .octets(1...5)),
        Definition(.displayTime, "display_time", .integer(1)),
        Definition(.smsSignal, "sms_signal", .integer(2)),
        Definition(.phoneValidity, "ms_validity", .integer(1, or: 4)),
        Definition(.alertOnDelivery, "alert_on_message_delivery", .flag),
        Definition(.itsReplyType, "its_reply_type", .integer(1)),
        Definition(.itsSessionInfo, "its_session_info", .octets(2...2)),
    ]

    static let definitions = Dictionary(uniqueKeysWithValues: table.map { ($0.tag, $0) })
}
