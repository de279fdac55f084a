extension CommandStatus {
    /// Each status with its name, and the name in SMPP 5.0 if it was renamed there.
    static let table: [(status: CommandStatus, name: String, nameOfVersion5: String?)] = [
        (.ok, "ESME_ROK", nil),
        (.invalidMessageLength, "ESME_RINVMSGLEN", nil),
        (.invalidCommandLength, "ESME_RINVCMDLEN", nil),
        (.invalidCommandID, "ESME_RINVCMDID", nil),
        (.incorrectBindStatus, "ESME_RINVBNDSTS", nil),
        (.alreadyBound, "ESME_RALYBND", nil),
        (.invalidPriorityFlag, "ESME_RINVPRTFLG", nil),
        (.invalidRegisteredDelivery, "ESME_RINVREGDLVFLG", nil),
        (.systemError, "ESME_RSYSERR", nil),
        (.invalidSourceAddress, "ESME_RINVSRCADR", nil),
        (.invalidDestinationAddress, "ESME_RINVDSTADR", nil),
        (.invalidMessageID, "ESME_RINVMSGID", nil),
        (.bindFailed, "ESME_RBINDFAIL", nil),
        (.invalidPassword, "ESME_RINVPASWD", nil),
        (.invalidSystemID, "ESME_RINVSYSID", nil),
        (.cancelFailed, "ESME_RCANCELFAIL", nil),
        (.replaceFailed, "ESME_RREPLACEFAIL", nil),
        (.messageQueueFull, "ESME_RMSGQFUL", nil),
        (.invalidServiceType, "ESME_RINVSERTYP", nil),
        (.invalidDestinationCount, "ESME_RINVNUMDESTS", nil),
        (.invalidDistributionList, "ESME_RINVDLNAME", nil),
        (.invalidDestinationFlag, "ESME_RINVDESTFLAG", nil),
        (.invalidSubmitWithReplace, "ESME_RINVSUBREP", nil),
        (.invalidESMClass, "ESME_RINVESMCLASS", nil),
        (.cannotSubmitToList, "ESME_RCNTSUBDL", nil),
        (.submitFailed, "ESME_RSUBMITFAIL", nil),
        (.invalidSourceTON, "ESME_RINVSRCTON", nil),
        (.invalidSourceNPI, "ESME_RINVSRCNPI", nil),
        (.invalidDestinationTON, "ESME_RINVDSTTON", nil),
        (.invalidDestinationNPI, "ESME_RINVDSTNPI", nil),
        (.invalidSystemType, "ESME_RINVSYSTYP", nil),
        (.invalidReplaceFlag, "ESME_RINVREPFLAG", nil),
        (.invalidMessageCount, "ESME_RINVNUMMSGS", nil),
        (.throttled, "ESME_RTHROTTLED", nil),
        (.invalidScheduledTime, "ESME_RINVSCHED", nil),
        (.invalidValidityPeriod, "ESME_RINVEXPIRY", nil),
        (.invalidDefaultMessage, "ESME_RINVDFTMSGID", nil),
        (.temporaryReceiverError, "ESME_RX_T_APPN", nil),
        (.permanentReceiverError, "ESME_RX_P_APPN", nil),
        (.receiverRejected, "ESME_RX_R_APPN", nil),
        (.queryFailed, "ESME_RQUERYFAIL", nil),
        (.invalidParameterStream, "ESME_RINVOPTPARSTREAM", "ESME_RINVTLVSTREAM"),
        (.parameterNotAllowed, "ESME_ROPTPARNOTALLWD", "ESME_RTLVNOTALLWD"),
        (.invalidParameterLength, "ESME_RINVPARLEN", "ESME_RINVTLVLEN"),
        (.missingParameter, "ESME_RMISSINGOPTPARAM", "ESME_RMISSINGTLV"),
        (.invalidParameterValue, "ESME_RINVOPTPARAMVAL", "ESME_RINVTLVVAL"),
        (.deliveryFailed, "ESME_RDELIVERYFAILURE", nil),
        (.unknownError, "ESME_RUNKNOWNERR", nil),
        (.serviceTypeUnauthorized, "ESME_RSERTYPUNAUTH", nil),
        (.prohibited, "ESME_RPROHIBITED", nil),
        (.serviceTypeUnavailable, "ESME_RSERTYPUNAVAIL", nil),
        (.serviceTypeDenied, "ESME_RSERTYPDENIED", nil),
        (.invalidDataCoding, "ESME_RINVDCS", nil),
        (.invalidSourceSubunit, "ESME_RINVSRCADDRSUBUNIT", nil),
        (.invalidDestinationSubunit, "ESME_RINVDSTADDRSUBUNIT", nil),
        (.invalidBroadcastFrequency, "ESME_RINVBCASTFREQINT", nil),
        (.invalidBroadcastAlias, "ESME_RINVBCASTALIAS_NAME", nil),
        (.invalidBroadcastAreaFormat, "ESME_RINVBCASTAREAFMT", nil),
        (.invalidBroadcastAreaCount, "ESME_RINVNUMBCAST_AREAS", nil),
        (.invalidBroadcastContentType, "ESME_RINVBCASTCNTTYPE", nil),
        (.invalidBroadcastMessageClass, "ESME_RINVBCASTMSGCLASS", nil),
        (.broadcastFailed, "ESME_RBCASTFAIL", nil),
        (.broadcastQueryFailed, "ESME_RBCASTQUERYFAIL", nil),
        (.broadcastCancelFailed, "ESME_RBCASTCANCELFAIL", nil),
        (.invalidBroadcastRepetitions, "ESME_RINVBCAST_REP", nil),
        (.invalidBroadcastServiceGroup, "ESME_RINVBCASTSRVGRP", nil),
        (.invalidBroadcastChannel, "ESME_RINVBCASTCHANIND", nil),
    ]

    static let names = Dictionary(uniqueKeysWithValues: table.map { ($0.status, $0.name) })

    static let statuses: [String: CommandStatus] = {
        var statuses: [String: CommandStatus] = [:]
        for entry in table {
            statuses[entry.name] = entry.status
            if let name = entry.nameOfVersion5 { statuses[name] = entry.status }
        }
        return statuses
    }()
}
