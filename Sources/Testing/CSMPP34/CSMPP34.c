#include "CSMPP34.h"

#include <string.h>

#include <libsmpp34/smpp34.h>
#include <libsmpp34/smpp34_structs.h>
#include <libsmpp34/smpp34_params.h>

// The structures of libsmpp34 have their lists at different places, hence the table of their ends.
typedef union {
    submit_sm_t submit_sm;
    submit_multi_t submit_multi;
    submit_multi_resp_t submit_multi_resp;
    deliver_sm_t deliver_sm;
    data_sm_t data_sm;
    alert_notification_t alert_notification;
    bind_receiver_resp_t bind_receiver_resp;
    bind_transmitter_resp_t bind_transmitter_resp;
    bind_transceiver_resp_t bind_transceiver_resp;
    uint8_t room[65536];
} unit_t;

static void release(uint32_t command, unit_t *unit) {
    switch (command) {
    case SUBMIT_SM: destroy_tlv(unit->submit_sm.tlv); break;
    case DELIVER_SM: destroy_tlv(unit->deliver_sm.tlv); break;
    case DATA_SM: destroy_tlv(unit->data_sm.tlv); break;
    case ALERT_NOTIFICATION: destroy_tlv(unit->alert_notification.tlv); break;
    case BIND_RECEIVER_RESP: destroy_tlv(unit->bind_receiver_resp.tlv); break;
    case BIND_TRANSMITTER_RESP: destroy_tlv(unit->bind_transmitter_resp.tlv); break;
    case BIND_TRANSCEIVER_RESP: destroy_tlv(unit->bind_transceiver_resp.tlv); break;
    case SUBMIT_MULTI:
        destroy_tlv(unit->submit_multi.tlv);
        destroy_dad(unit->submit_multi.dest_addr_def);
        break;
    case SUBMIT_MULTI_RESP: destroy_udad(unit->submit_multi_resp.unsuccess_smes); break;
    }
}

int CSMPP34_read(const uint8_t *unit, int length, char *list, int listSize,
                 uint8_t *again, int againSize, int *againLength) {
    static unit_t read;
    if (length < 16) return -1;
    uint32_t command = (uint32_t)unit[4] << 24 | unit[5] << 16 | unit[6] << 8 | unit[7];
    memset(&read, 0, sizeof read);
    memset(list, 0, listSize);
    int failure = smpp34_unpack2(&read, unit, length);
    if (!failure) failure = smpp34_dumpPdu2((uint8_t *)list, listSize, &read);
    if (failure > 0) failure = 0; // the length of the list
    if (!failure) failure = smpp34_pack2(again, againSize, againLength, &read);
    release(command, &read);
    return failure;
}
