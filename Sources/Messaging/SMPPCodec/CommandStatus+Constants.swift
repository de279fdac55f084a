// Source: SMPP 3.4, 5.1.3; SMPP 5.0, 4.7.6.

extension CommandStatus {
    /// `ESME_ROK`: no error.
    public static let ok = CommandStatus(0x00)

    /// `ESME_RINVMSGLEN`: the length of the short message is wrong.
    public static let invalidMessageLength = CommandStatus(0x01)

    /// `ESME_RINVCMDLEN`: the length of the PDU is wrong.
    public static let invalidCommandLength = CommandStatus(0x02)

    /// `ESME_RINVCMDID`: the command is unknown or not supported.
    public static let invalidCommandID = CommandStatus(0x03)

    /// `ESME_RINVBNDSTS`: the session's bind does not allow the command.
    public static let incorrectBindStatus = CommandStatus(0x04)

    /// `ESME_RALYBND`: the session is already bound.
    public static let alreadyBound = CommandStatus(0x05)

    /// `ESME_RINVPRTFLG`: the priority is wrong.
    public static let invalidPriorityFlag = CommandStatus(0x06)

    /// `ESME_RINVREGDLVFLG`: the request for receipts is wrong.
    public static let invalidRegisteredDelivery = CommandStatus(0x07)

    /// `ESME_RSYSERR`: an internal error of the peer.
    public static let systemError = CommandStatus(0x08)

    /// `ESME_RINVSRCADR`: the source address is wrong.
    public static let invalidSourceAddress = CommandStatus(0x0A)

    /// `ESME_RINVDSTADR`: the destination address is wrong.
    public static let invalidDestinationAddress = CommandStatus(0x0B)

    /// `ESME_RINVMSGID`: the message id is unknown.
    public static let invalidMessageID = CommandStatus(0x0C)

    /// `ESME_RBINDFAIL`: the bind failed.
    public static let bindFailed = CommandStatus(0x0D)

    /// `ESME_RINVPASWD`: the password is wrong.
    public static let invalidPassword = CommandStatus(0x0E)

    /// `ESME_RINVSYSID`: the system id is unknown.
    public static let invalidSystemID = CommandStatus(0x0F)

    /// `ESME_RCANCELFAIL`: the message could not be cancelled.
    public static let cancelFailed = CommandStatus(0x11)

    /// `ESME_RREPLACEFAIL`: the message could not be replaced.
    public static let replaceFailed = CommandStatus(0x13)

    /// `ESME_RMSGQFUL`: the queue is full; try again later.
    public static let messageQueueFull = CommandStatus(0x14)

    /// `ESME_RINVSERTYP`: the service type is wrong.
    public static let invalidServiceType = CommandStatus(0x15)

    /// `ESME_RINVNUMDESTS`: the number of destinations is wrong.
    public static let invalidDestinationCount = CommandStatus(0x33)

    /// `ESME_RINVDLNAME`: the name of the distribution list is wrong.
    public static let invalidDistributionList = CommandStatus(0x34)

    /// `ESME_RINVDESTFLAG`: a destination is neither an address nor a list.
    public static let invalidDestinationFlag = CommandStatus(0x40)

    /// `ESME_RINVSUBREP`: the message cannot be submitted with replacement.
    public static let invalidSubmitWithReplace = CommandStatus(0x42)

    /// `ESME_RINVESMCLASS`: the mode or type of the message is wrong.
    public static let invalidESMClass = CommandStatus(0x43)

    /// `ESME_RCNTSUBDL`: messages to this distribution list are not allowed.
    public static let cannotSubmitToList = CommandStatus(0x44)

    /// `ESME_RSUBMITFAIL`: the message was not accepted.
    public static let submitFailed = CommandStatus(0x45)

    /// `ESME_RINVSRCTON`: the type of number of the source is wrong.
    public static let invalidSourceTON = CommandStatus(0x48)

    /// `ESME_RINVSRCNPI`: the numbering plan of the source is wrong.
    public static let invalidSourceNPI = CommandStatus(0x49)

    /// `ESME_RINVDSTTON`: the type of number of the destination is wrong.
    public static let invalidDestinationTON = CommandStatus(0x50)

    /// `ESME_RINVDSTNPI`: the numbering plan of the destination is wrong.
    public static let invalidDestinationNPI = CommandStatus(0x51)

    /// `ESME_RINVSYSTYP`: the system type is wrong.
    public static let invalidSystemType = CommandStatus(0x53)

    /// `ESME_RINVREPFLAG`: the replacement flag is wrong.
    public static let invalidReplaceFlag = CommandStatus(0x54)

    /// `ESME_RINVNUMMSGS`: the number of messages is wrong.
    public static let invalidMessageCount = CommandStatus(0x55)

    /// `ESME_RTHROTTLED`: more messages than the limits allow; slow down.
    public static let throttled = CommandStatus(0x58)

    /// `ESME_RINVSCHED`: the time of delivery is wrong.
    public static let invalidScheduledTime = CommandStatus(0x61)

    /// `ESME_RINVEXPIRY`: the validity period is wrong.
    public static let invalidValidityPeriod = CommandStatus(0x62)

    /// `ESME_RINVDFTMSGID`: the predefined message is unknown.
    public static let invalidDefaultMessage = CommandStatus(0x63)

    /// `ESME_RX_T_APPN`: the receiver cannot accept the message now.
    public static let temporaryReceiverError = CommandStatus(0x64)

    /// `ESME_RX_P_APPN`: the receiver will never accept the message.
    public static let permanentReceiverError = CommandStatus(0x65)

    /// `ESME_RX_R_APPN`: the receiver rejects the message.
    public static let receiverRejected = CommandStatus(0x66)

    /// `ESME_RQUERYFAIL`: the state of the message is not available.
    public static let queryFailed = CommandStatus(0x67)

    /// `ESME_RINVOPTPARSTREAM`: the optional parameters are malformed.
    public static let invalidParameterStream = CommandStatus(0xC0)

    /// `ESME_ROPTPARNOTALLWD`: an optional parameter is not allowed here.
    public static let parameterNotAllowed = CommandStatus(0xC1)

    /// `ESME_RINVPARLEN`: an optional parameter has a wrong length.
    public static let invalidParameterLength = CommandStatus(0xC2)

    /// `ESME_RMISSINGOPTPARAM`: a required optional parameter is missing.
    public static let missingParameter = CommandStatus(0xC3)

    /// `ESME_RINVOPTPARAMVAL`: an optional parameter has a wrong value.
    public static let invalidParameterValue = CommandStatus(0xC4)

    /// `ESME_RDELIVERYFAILURE`: the message of a transaction could not be delivered.
    public static let deliveryFailed = CommandStatus(0xFE)

    /// `ESME_RUNKNOWNERR`: an unknown error of the peer.
    public static let unknownError = CommandStatus(0xFF)
}

// MARK: SMPP 5.0

extension CommandStatus {
    /// `ESME_RSERTYPUNAUTH`: the system may not use the service type.
    public static let serviceTypeUnauthorized = CommandStatus(0x100)

    /// `ESME_RPROHIBITED`: the system may not use the operation.
    public static let prohibited = CommandStatus(0x101)

    /// `ESME_RSERTYPUNAVAIL`: the service type is not available now.
    public static let serviceTypeUnavailable = CommandStatus(0x102)

    /// `ESME_RSERTYPDENIED`: the service type is denied.
    public static let serviceTypeDenied = CommandStatus(0x103)

    /// `ESME_RINVDCS`: the data coding is not supported.
    public static let invalidDataCoding = CommandStatus(0x104)

    /// `ESME_RINVSRCADDRSUBUNIT`: the subunit of the source is wrong.
    public static let invalidSourceSubunit = CommandStatus(0x105)

    /// `ESME_RINVDSTADDRSUBUNIT`: the subunit of the destination is wrong.
    public static let invalidDestinationSubunit = CommandStatus(0x106)

    /// `ESME_RINVBCASTFREQINT`: the interval between broadcasts is wrong.
    public static let invalidBroadcastFrequency = CommandStatus(0x107)

    /// `ESME_RINVBCASTALIAS_NAME`: the alias of a broadcast area is wrong.
    public static let invalidBroadcastAlias = CommandStatus(0x108)

    /// `ESME_RINVBCASTAREAFMT`: the format of a broadcast area is wrong.
    public static let invalidBroadcastAreaFormat = CommandStatus(0x109)

    /// `ESME_RINVNUMBCAST_AREAS`: the number of broadcast areas is wrong.
    public static let invalidBroadcastAreaCount = CommandStatus(0x10A)

    /// `ESME_RINVBCASTCNTTYPE`: the content type of the broadcast is wrong.
    public static let invalidBroadcastContentType = CommandStatus(0x10B)

    /// `ESME_RINVBCASTMSGCLASS`: the message class of the broadcast is wrong.
    public static let invalidBroadcastMessageClass = CommandStatus(0x10C)

    /// `ESME_RBCASTFAIL`: the broadcast was not accepted.
    public static let broadcastFailed = CommandStatus(0x10D)

    /// `ESME_RBCASTQUERYFAIL`: the state of the broadcast is not available.
    public static let broadcastQueryFailed = CommandStatus(0x10E)

    /// `ESME_RBCASTCANCELFAIL`: the broadcast could not be cancelled.
    public static let broadcastCancelFailed = CommandStatus(0x10F)

    /// `ESME_RINVBCAST_REP`: the number of repetitions is wrong.
    public static let invalidBroadcastRepetitions = CommandStatus(0x110)

    /// `ESME_RINVBCASTSRVGRP`: the service group of the broadcast is wrong.
    public static let invalidBroadcastServiceGroup = CommandStatus(0x111)

    /// `ESME_RINVBCASTCHANIND`: the broadcast channel is wrong.
    public static let invalidBroadcastChannel = CommandStatus(0x112)
}
