// Requests that send messages: made once, then only their digits change.
#pragma once
#include "common.h"

enum { CLIENT_ID_DIGITS = 12, DESTINATION_DIGITS = 8, CODE_DIGITS = 6 };

typedef struct {
    char *bytes;
    size_t length;
    int batch;
    /// Where the digits of each item begin: client id, destination, code.
    size_t (*places)[3];
    uint64_t sequence;
} Request;

static inline void put_digits(char *place, int count, uint64_t value) {
    for (int digit = count - 1; digit >= 0; digit--, value /= 10)
        place[digit] = (char)('0' + value % 10);
}

/// A request for one message, or with a batch above 0 for so many in one bulk call.
static inline Request request_make(
    const char *host, const char *path, const char *token, const char *run, int batch
) {
    int items = batch > 0 ? batch : 1;
    size_t room = (size_t)items * 256 + 16;
    char *body = malloc(room), head[1024];
    Request request = {.batch = items, .places = calloc((size_t)items, sizeof(size_t[3]))};
    size_t length = 0;
    if (batch > 0) body[length++] = '[';
    for (int item = 0; item < items; item++) {
        static const char *pieces[] = {
            "\",\"from\":\"Heliograph\",\"to\":\"+346",
            "\",\"text\":\"Your code is ",
            ". It is valid for ten minutes, on this device only.\",\"allowUnicode\":false}",
        };
        static const int digits[] = {CLIENT_ID_DIGITS, DESTINATION_DIGITS, CODE_DIGITS};
        length += (size_t)sprintf(
            body + length, "%s{\"clientId\":\"%.12s-", item > 0 ? "," : "", run
        );
        for (int field = 0; field < 3; field++) {
            request.places[item][field] = length;
            length += (size_t)sprintf(
                body + length, "%0*d%s", digits[field], 0, pieces[field]
            );
        }
    }
    if (batch > 0) body[length++] = ']';
    int headLength = snprintf(
        head, sizeof head,
        "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        path, host, token, length
    );
    if (headLength < 0 || headLength >= (int)sizeof head) die("path or token is too long");
    request.length = (size_t)headLength + length;
    request.bytes = malloc(request.length);
    memcpy(request.bytes, head, (size_t)headLength);
    memcpy(request.bytes + headLength, body, length);
    for (int item = 0; item < items; item++)
        for (int field = 0; field < 3; field++)
            request.places[item][field] += (size_t)headLength;
    free(body);
    return request;
}

/// Makes it the next request: new client ids and, in an order that jumps about, new destinations.
static inline void request_advance(Request *request) {
    for (int item = 0; item < request->batch; item++) {
        uint64_t sequence = request->sequence++;
        uint64_t destination = sequence * 61803399 % 100000000;
        // The simulator behaves oddly for numbers that end in 999 and two digits.
        if (destination % 100000 / 100 == 999) destination -= 1000;
        put_digits(request->bytes + request->places[item][0], CLIENT_ID_DIGITS, sequence);
        put_digits(request->bytes + request->places[item][1], DESTINATION_DIGITS, destination);
        put_digits(request->bytes + request->places[item][2], CODE_DIGITS, sequence);
    }
}
