// heliograph-smpp-load: binds SMPP sessions, submits messages and measures; one thread.
//
// Closed loop: every session keeps its window full, and sends as many messages as were answered.
// With --rate no more than so many messages a second are sent, over all sessions.
// Latency counts from the moment a message was written to the moment its answer was read.
// Whatever the server delivers is answered and counted.
//
// Prints `start` and `end` when the measured window begins and ends, then the figures as JSON.
#include "common.h"
#include "histogram.h"
#include "options.h"
#include <sys/prctl.h>

enum { BIND_TRANSCEIVER = 9, SUBMIT = 4, DELIVER = 5, ENQUIRE = 0x15 };
enum { RESPONSE = (int)0x80000000u, HEADER = 16, READ_ROOM = 262144, SUBMIT_ROOM = 256 };

typedef struct {
    int fd, isBound;
    /// Sequence numbers count from 2; slot n % window holds when it was sent.
    uint32_t sequence;
    uint64_t *sentAt;
    int underWay;
    char *received, *unsent;
    size_t receivedLength, unsentLength, unsentRoom;
} Session;

static struct {
    const char *target, *systemID, *password;
    int binds, window, reports;
    double warmup, seconds, rate, settle;
    uint64_t most;
} options = {
    .target = "127.0.0.1:2775", .systemID = "", .password = "", .binds = 10, .window = 100,
    .warmup = 2, .seconds = 10,
};

static struct sockaddr_in address;
static int poll, boundCount;
static Session *sessions;
static char submit[SUBMIT_ROOM];
static size_t submitLength, destinationAt;
static uint64_t begin, windowStart, windowEnd;
static Histogram latencies;
static uint64_t sent, answered, succeeded, failed, lost, lastStatus;
static uint64_t delivered, deliveredInWindow;

static uint32_t get32(const char *bytes) {
    uint32_t value;
    memcpy(&value, bytes, 4);
    return ntohl(value);
}

static void put32(char *bytes, uint32_t value) {
    value = htonl(value);
    memcpy(bytes, &value, 4);
}

static void put_header(char *bytes, uint32_t length, uint32_t command, uint32_t sequence) {
    put32(bytes, length);
    put32(bytes + 4, command);
    put32(bytes + 8, 0);
    put32(bytes + 12, sequence);
}

/// Keeps bytes until they are written.
static void append(Session *session, const char *bytes, size_t length) {
    if (session->unsentLength + length > session->unsentRoom) {
        session->unsentRoom = (session->unsentLength + length) * 2;
        session->unsent = realloc(session->unsent, session->unsentRoom);
    }
    memcpy(session->unsent + session->unsentLength, bytes, length);
    session->unsentLength += length;
}

static void flush(int index) {
    Session *session = &sessions[index];
    if (session->unsentLength == 0) return;
    ssize_t count = send(session->fd, session->unsent, session->unsentLength, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != ENOTCONN) die("send: %s", strerror(errno));
    if (count > 0) {
        session->unsentLength -= (size_t)count;
        memmove(session->unsent, session->unsent + count, session->unsentLength);
    }
    struct epoll_event event = {
        .events = EPOLLIN | (session->unsentLength ? EPOLLOUT : 0), .data.u32 = (uint32_t)index,
    };
    epoll_ctl(poll, EPOLL_CTL_MOD, session->fd, &event);
}

static size_t put_string(char *bytes, const char *text) {
    size_t length = strlen(text) + 1;
    memcpy(bytes, text, length);
    return length;
}

/// The request that every message is, but for its number and its destination.
static void make_submit(void) {
    static const char text[] = "Your code is 482913. It is valid for ten minutes.";
    char *at = submit + HEADER;
    *at++ = 0;
    *at++ = 5, *at++ = 0;
    at += put_string(at, "Heliograph");
    *at++ = 1, *at++ = 1;
    destinationAt = (size_t)(at - submit);
    at += put_string(at, "34600000000");
    *at++ = 0, *at++ = 0, *at++ = 0, *at++ = 0, *at++ = 0;
    *at++ = (char)options.reports;
    *at++ = 0, *at++ = 0, *at++ = 0;
    *at++ = (char)(sizeof text - 1);
    memcpy(at, text, sizeof text - 1);
    submitLength = (size_t)(at + sizeof text - 1 - submit);
}

static void bind_session(int index) {
    Session *session = &sessions[index];
    session->fd = make_socket();
    session->sentAt = calloc((size_t)options.window, sizeof *session->sentAt);
    session->received = malloc(READ_ROOM);
    session->sequence = 2;
    if (connect(session->fd, (struct sockaddr *)&address, sizeof address) < 0
        && errno != EINPROGRESS)
        die("connect: %s", strerror(errno));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u32 = (uint32_t)index};
    epoll_ctl(poll, EPOLL_CTL_ADD, session->fd, &event);
    char bytes[128], *at = bytes + HEADER;
    at += put_string(at, options.systemID);
    at += put_string(at, options.password);
    *at++ = 0, *at++ = 0x34, *at++ = 0, *at++ = 0, *at++ = 0;
    put_header(bytes, (uint32_t)(at - bytes), BIND_TRANSCEIVER, 1);
    append(session, bytes, (size_t)(at - bytes));
}

static int may_send(uint64_t now) {
    if (!windowEnd || now >= windowEnd || (options.most && sent >= options.most)) return 0;
    return options.rate == 0 || sent < (uint64_t)((double)(now - begin) / SECOND * options.rate);
}

static void fill_window(Session *session, uint64_t now) {
    while (session->isBound && session->underWay < options.window && may_send(now)) {
        uint32_t sequence = session->sequence;
        session->sequence = sequence == 0x7fffffff ? 2 : sequence + 1;
        // Of the simulator's numbers only those that are delivered: 999 and two digits are special.
        uint64_t number = sent++ % 99900;
        put_header(submit, (uint32_t)submitLength, SUBMIT, sequence);
        for (int digit = 0; digit < 8; digit++, number /= 10)
            submit[destinationAt + 10 - (size_t)digit] = (char)('0' + number % 10);
        session->sentAt[sequence % (uint32_t)options.window] = now;
        session->underWay++;
        append(session, submit, submitLength);
    }
}

static void take(Session *session, const char *pdu, uint64_t now) {
    uint32_t command = get32(pdu + 4), status = get32(pdu + 8), sequence = get32(pdu + 12);
    char answer[HEADER + 1] = {0};
    switch (command) {
    case BIND_TRANSCEIVER | RESPONSE:
        if (status) die("bind answered 0x%x", status);
        session->isBound = 1;
        boundCount++;
        break;
    case SUBMIT | RESPONSE:
        session->underWay--;
        if (now >= windowStart && now < windowEnd) {
            histogram_add(&latencies, now - session->sentAt[sequence % (uint32_t)options.window]);
            *(status ? &failed : &succeeded) += 1;
        }
        if (status) lastStatus = status; else answered++;
        break;
    case DELIVER:
        delivered++;
        if (now >= windowStart && now < windowEnd) deliveredInWindow++;
        put_header(answer, HEADER + 1, DELIVER | RESPONSE, sequence);
        append(session, answer, HEADER + 1);
        break;
    case ENQUIRE:
        put_header(answer, HEADER, ENQUIRE | RESPONSE, sequence);
        append(session, answer, HEADER);
        break;
    default: break;
    }
}

static void receive(int index) {
    Session *session = &sessions[index];
    ssize_t count = recv(
        session->fd, session->received + session->receivedLength,
        READ_ROOM - session->receivedLength, 0
    );
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) die("the server closed a session");
    session->receivedLength += (size_t)count;
    uint64_t now = now_ns();
    size_t at = 0;
    while (session->receivedLength - at >= HEADER) {
        size_t length = get32(session->received + at);
        if (session->receivedLength - at < length) break;
        take(session, session->received + at, now);
        at += length;
    }
    session->receivedLength -= at;
    memmove(session->received, session->received + at, session->receivedLength);
    fill_window(session, now);
    flush(index);
}

static int is_anything_under_way(void) {
    for (int index = 0; index < options.binds; index++)
        if (sessions[index].underWay) return 1;
    return 0;
}

/// Sends what the rate has come to allow, a millisecond after it did so last.
static uint64_t send_at_rate(uint64_t now, uint64_t moment) {
    if (options.rate == 0 || !windowEnd || now >= windowEnd) return moment;
    for (int index = 0; index < options.binds; index++) {
        fill_window(&sessions[index], now);
        flush(index);
    }
    return now + SECOND / 1000 < moment ? now + SECOND / 1000 : moment;
}

/// Handles events until a moment, until all are bound, or until nothing is under way.
static void run_until(uint64_t moment, int untilBound, int untilQuiet) {
    struct epoll_event events[256];
    for (uint64_t now; (now = now_ns()) < moment;) {
        if (untilBound && boundCount == options.binds) return;
        if (untilQuiet && !is_anything_under_way()) return;
        int ready = wait_until(poll, events, 256, send_at_rate(now, moment));
        for (int place = 0; place < ready; place++) {
            int index = (int)events[place].data.u32;
            if (events[place].events & EPOLLOUT) flush(index);
            if (events[place].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(index);
        }
    }
}

static const Option table[] = {
    {"target", TEXT, &options.target}, {"system-id", TEXT, &options.systemID},
    {"password", TEXT, &options.password}, {"binds", INT, &options.binds},
    {"window", INT, &options.window}, {"reports", INT, &options.reports},
    {"warmup", DOUBLE, &options.warmup}, {"seconds", DOUBLE, &options.seconds},
    {"rate", DOUBLE, &options.rate}, {"settle", DOUBLE, &options.settle},
    {"most", UINT64, &options.most}, {0},
};

static const char usage[] =
    "heliograph-smpp-load --target HOST:PORT --system-id ID --password WORD\n"
    "  [--binds COUNT] [--window COUNT, 0 to stay idle] [--reports OCTET]\n"
    "  [--warmup SECONDS] [--seconds SECONDS] [--most MESSAGES] [--rate MESSAGES]\n"
    "  [--settle SECONDS, to wait for reports at the end]";

static void print_figures(double seconds, double cpuSeconds) {
    printf("{\"seconds\":%.3f,\"messages\":%lu,\"failed\":%lu,\"lost\":%lu,"
        "\"messages_sent\":%lu,\"messages_accepted\":%lu,\"delivered\":%lu,"
        "\"delivered_in_window\":%lu,"
        "\"load_cpu_seconds\":%.3f,\"statuses\":{\"last\":%lu}",
        seconds, succeeded, failed, lost, sent, answered, delivered, deliveredInWindow, cpuSeconds,
        lastStatus);
    static const struct { const char *name; double share; } quantiles[] = {
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1},
    };
    for (int index = 0; index < 5; index++)
        printf(",\"%s_ms\":%.3f", quantiles[index].name,
            histogram_quantile(&latencies, quantiles[index].share));
    printf("}\n");
}

int main(int count, char **words) {
    read_options(count, words, table, usage);
    if (options.binds < 1 || options.binds > 10000) die("1 to 10000 binds");
    if (options.window < 0 || options.window > 10000) die("a window of 0 to 10000");
    prctl(PR_SET_TIMERSLACK, 1000);
    setvbuf(stdout, NULL, _IOLBF, 0);
    address = parse_address(options.target);
    poll = epoll_create1(EPOLL_CLOEXEC);
    sessions = calloc((size_t)options.binds, sizeof *sessions);
    make_submit();
    for (int index = 0; index < options.binds; index++) bind_session(index);
    run_until(now_ns() + 60ull * SECOND, 1, 0);
    if (boundCount < options.binds) die("only %d sessions are bound", boundCount);
    uint64_t start = begin = now_ns();
    windowStart = start + (uint64_t)(options.warmup * SECOND);
    windowEnd = windowStart + (uint64_t)(options.seconds * SECOND);
    for (int index = 0; index < options.binds; index++) {
        fill_window(&sessions[index], start);
        flush(index);
    }
    run_until(windowStart, 0, options.most > 0);
    double cpu = own_cpu_seconds();
    puts("start");
    run_until(windowEnd, 0, options.most > 0);
    uint64_t end = now_ns();
    if (end < windowEnd) windowEnd = end;
    puts("end");
    cpu = own_cpu_seconds() - cpu;
    run_until(now_ns() + 30ull * SECOND, 0, 1);
    for (int index = 0; index < options.binds; index++) lost += (uint64_t)sessions[index].underWay;
    for (uint64_t last = now_ns() + (uint64_t)(options.settle * SECOND), now;
         delivered < answered && (now = now_ns()) < last;)
        run_until(now + SECOND / 10, 0, 0);
    print_figures((double)(windowEnd - windowStart) / SECOND, cpu);
    return failed || lost ? 2 : 0;
}
