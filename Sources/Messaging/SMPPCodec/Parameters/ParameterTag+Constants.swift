// Source: SMPP 3.4, 5.3.1; SMPP 5.0, 4.8.1.

extension ParameterTag {
    /// `dest_addr_subunit`: which part of the phone receives.
    public static let destinationSubunit = ParameterTag(0x0005)

    /// `dest_network_type`: the network of the destination.
    public static let destinationNetworkType = ParameterTag(0x0006)

    /// `dest_bearer_type`: the bearer at the destination.
    public static let destinationBearerType = ParameterTag(0x0007)

    /// `dest_telematics_id`: the telematic device of the destination.
    public static let destinationTelematicsID = ParameterTag(0x0008)

    /// `source_addr_subunit`: which part of the phone sent.
    public static let sourceSubunit = ParameterTag(0x000D)

    /// `source_network_type`: the network of the source.
    public static let sourceNetworkType = ParameterTag(0x000E)

    /// `source_bearer_type`: the bearer at the source.
    public static let sourceBearerType = ParameterTag(0x000F)

    /// `source_telematics_id`: the telematic device of the source.
    public static let sourceTelematicsID = ParameterTag(0x0010)

    /// `qos_time_to_live`: how many seconds to keep the message.
    public static let timeToLive = ParameterTag(0x0017)

    /// `payload_type`: what the payload is: 0 for WDP, 1 for WCMP.
    public static let payloadType = ParameterTag(0x0019)

    /// `additional_status_info_text`: the result of the request, in words.
    public static let additionalStatusText = ParameterTag(0x001D)

    /// `receipted_message_id`: the message that a receipt is about.
    public static let receiptedMessageID = ParameterTag(0x001E)

    /// `ms_msg_wait_facilities`: which message-waiting indicator to show.
    public static let messageWaiting = ParameterTag(0x0030)

    /// `privacy_indicator`: how private the message is.
    public static let privacyIndicator = ParameterTag(0x0201)

    /// `source_subaddress`: the subaddress of the source.
    public static let sourceSubaddress = ParameterTag(0x0202)

    /// `dest_subaddress`: the subaddress of the destination.
    public static let destinationSubaddress = ParameterTag(0x0203)

    /// `user_message_reference`: the sender's own number for the message.
    public static let userMessageReference = ParameterTag(0x0204)

    /// `user_response_code`: the user's response.
    public static let userResponseCode = ParameterTag(0x0205)

    /// `source_port`: the port of the sending application.
    public static let sourcePort = ParameterTag(0x020A)

    /// `destination_port`: the port of the receiving application.
    public static let destinationPort = ParameterTag(0x020B)

    /// `sar_msg_ref_num`: the reference that the parts of a message share.
    public static let sarReference = ParameterTag(0x020C)

    /// `language_indicator`: the language of the text.
    public static let languageIndicator = ParameterTag(0x020D)

    /// `sar_total_segments`: the number of parts of the message.
    public static let sarTotal = ParameterTag(0x020E)

    /// `sar_segment_seqnum`: the place of this part, from 1.
    public static let sarSequence = ParameterTag(0x020F)

    /// `sc_interface_version`: the version that the message centre speaks.
    public static let interfaceVersion = ParameterTag(0x0210)

    /// `callback_num_pres_ind`: how to show the number to call back.
    public static let callbackPresentation = ParameterTag(0x0302)

    /// `callback_num_atag`: the name to show for the number to call back.
    public static let callbackTag = ParameterTag(0x0303)

    /// `number_of_messages`: the number of waiting messages.
    public static let messageCount = ParameterTag(0x0304)

    /// `callback_num`: the number to call back.
    public static let callbackNumber = ParameterTag(0x0381)

    /// `dpf_result`: whether the delivery pending flag was set.
    public static let deliveryPendingResult = ParameterTag(0x0420)

    /// `set_dpf`: whether to set the delivery pending flag.
    public static let setDeliveryPending = ParameterTag(0x0421)

    /// `ms_availability_status`: whether the phone can be reached.
    public static let availabilityStatus = ParameterTag(0x0422)

    /// `network_error_code`: the kind of network and its error.
    public static let networkErrorCode = ParameterTag(0x0423)

    /// `message_payload`: the text, if it is not in short_message.
    public static let messagePayload = ParameterTag(0x0424)

    /// `delivery_failure_reason`: why the delivery failed.
    public static let deliveryFailureReason = ParameterTag(0x0425)

    /// `more_messages_to_send`: whether more messages to the same phone follow.
    public static let moreMessages = ParameterTag(0x0426)

    /// `message_state`: the state in a receipt.
    public static let messageState = ParameterTag(0x0427)

    /// `congestion_state`: the load of the peer, 0 to 99.
    public static let congestionState = ParameterTag(0x0428)

    /// `ussd_service_op`: the operation of a USSD dialogue.
    public static let ussdServiceOperation = ParameterTag(0x0501)

    /// `broadcast_channel_indicator`: the channel of the broadcast.
    public static let broadcastChannel = ParameterTag(0x0600)

    /// `broadcast_content_type`: the content of the broadcast.
    public static let broadcastContentType = ParameterTag(0x0601)

    /// `broadcast_content_type_info`: more about the content of the broadcast.
    public static let broadcastContentInfo = ParameterTag(0x0602)

    /// `broadcast_message_class`: the class of the broadcast.
    public static let broadcastMessageClass = ParameterTag(0x0603)

    /// `broadcast_rep_num`: how often to broadcast.
    public static let broadcastRepetitions = ParameterTag(0x0604)

    /// `broadcast_frequency_interval`: the time between broadcasts.
    public static let broadcastInterval = ParameterTag(0x0605)

    /// `broadcast_area_identifier`: an area of the broadcast.
    public static let broadcastArea = ParameterTag(0x0606)

    /// `broadcast_error_status`: why the broadcast failed in an area.
    public static let broadcastErrorStatus = ParameterTag(0x0607)

    /// `broadcast_area_success`: how much of an area was reached, in percent.
    public static let broadcastAreaSuccess = ParameterTag(0x0608)

    /// `broadcast_end_time`: when the broadcast ended.
    public static let broadcastEndTime = ParameterTag(0x0609)

    /// `broadcast_service_group`: the phones that receive.
    public static let broadcastServiceGroup = ParameterTag(0x060A)

    /// `billing_identification`: data for billing.
    public static let billingIdentification = ParameterTag(0x060B)

    /// `source_network_id`: the network of the sender.
    public static let sourceNetworkID = ParameterTag(0x060D)

    /// `dest_network_id`: the network of the recipient.
    public static let destinationNetworkID = ParameterTag(0x060E)

    /// `source_node_id`: the node of the sender.
    public static let sourceNodeID = ParameterTag(0x060F)

    /// `dest_node_id`: the node of the recipient.
    public static let destinationNodeID = ParameterTag(0x0610)

    /// `dest_addr_np_resolution`: whether portability was looked up.
    public static let destinationNumberPortability = ParameterTag(0x0611)

    /// `dest_addr_np_information`: the result of the portability look-up.
    public static let destinationPortabilityInfo = ParameterTag(0x0612)

    /// `dest_addr_np_country`: the country of the ported number.
    public static let destinationPortabilityCountry = ParameterTag(0x0613)

    /// `display_time`: how long to show the message.
    public static let displayTime = ParameterTag(0x1201)

    /// `sms_signal`: how to alert the user.
    public static let smsSignal = ParameterTag(0x1203)

    /// `ms_validity`: how long the phone keeps the message.
    public static let phoneValidity = ParameterTag(0x1204)

    /// `alert_on_message_delivery`: whether to alert the user on delivery.
    public static let alertOnDelivery = ParameterTag(0x130C)

    /// `its_reply_type`: how the user may reply.
    public static let itsReplyType = ParameterTag(0x1380)

    /// `its_session_info`: the place in an interactive session.
    public static let itsSessionInfo = ParameterTag(0x1383)
}
