// heliograph-load: sends requests over HTTP and measures; one thread, keep-alive connections.
//
// What is sent is made of templates, see requests.h; of several paths each has its turn. An answer
// is good if it has the expected status and, when one is given, the expected end.
//
// Closed loop: every connection sends its next request as soon as it has its answer.
// Open loop (--rate): requests are due at fixed moments, whatever the server does, and latency
// counts from the moment a request was due, so waiting for a free connection is part of it.
// With --retry a request that got 503 is sent again after so many milliseconds.
//
// Prints `start` and `end` when the measured window begins and ends, then the figures as JSON.
#include "common.h"
#include "histogram.h"
#include "requests.h"
#include <sys/prctl.h>

enum { HEAD_ROOM = 4096, READ_ROOM = 262144, TAIL = 32, STATUSES = 600 };

typedef struct {
    int fd;
    /// When the request under way was due; 0 when there is none.
    uint64_t dueAt;
    /// The path of the request under way, and the number of its first item.
    int path;
    uint64_t number;
    /// When it is to be sent again; 0 when it need not be.
    uint64_t retryAt;
    /// What of the request the socket did not take yet.
    char *unsent;
    size_t unsentLength;
    /// The head of the answer as far as it came; then how much of its body is to come.
    char head[HEAD_ROOM];
    size_t headLength;
    long bodyLeft;
    int status;
    /// The last bytes of the body.
    char tail[TAIL];
} Connection;

static struct {
    const char *target, *token, *run, *method, *end, *values;
    Texts paths, items;
    int batch, connections, status, retry;
    double rate, warmup, seconds;
    uint64_t most, first;
} options = {
    .target = "127.0.0.1:8080", .token = "", .run = "bench", .end = "",
    .connections = 50, .status = 201, .warmup = 2, .seconds = 10,
};

static struct sockaddr_in address;
static int poll;
static Connection *connections;
static int *idle, idleCount, retryCount;
static RequestPlan plan;
/// One for each path.
static Request *requests;
static char *received;

/// The measured window, and when the next request is due in an open loop.
static uint64_t windowStart, windowEnd;
static double dueNext, dueStep;
static Histogram latencies;
static uint64_t sent, answered, succeeded, failed, lost, retried, statuses[STATUSES];

static void connect_to_server(int index) {
    Connection *connection = &connections[index];
    connection->fd = make_socket();
    if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) < 0
        && errno != EINPROGRESS)
        die("connect: %s", strerror(errno));
    connection->dueAt = connection->retryAt = 0;
    connection->headLength = connection->unsentLength = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    epoll_ctl(poll, EPOLL_CTL_ADD, connection->fd, &event);
}

static void watch_writing(int index, int isWatched) {
    struct epoll_event event = {
        .events = EPOLLIN | (isWatched ? EPOLLOUT : 0), .data.u32 = (uint32_t)index,
    };
    epoll_ctl(poll, EPOLL_CTL_MOD, connections[index].fd, &event);
}

/// Writes bytes and returns how many the socket took; a broken one takes all, and is read empty.
static size_t write_some(int fd, const char *bytes, size_t length) {
    ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
    if (count >= 0) return (size_t)count;
    return errno == EAGAIN || errno == ENOTCONN ? 0 : length;
}

/// Sends the request that the connection's path and number tell.
static void transmit(int index) {
    Connection *connection = &connections[index];
    Request *request = &requests[connection->path];
    request_write(request, connection->number, &plan.values);
    size_t taken = write_some(connection->fd, request->bytes, request->length);
    if (taken == request->length) return;
    connection->unsentLength = request->length - taken;
    connection->unsent = realloc(connection->unsent, request->length);
    memcpy(connection->unsent, request->bytes + taken, connection->unsentLength);
    watch_writing(index, 1);
}

static void send_request(int index, uint64_t dueAt) {
    Connection *connection = &connections[index];
    connection->dueAt = dueAt;
    connection->path = (int)(sent++ % (uint64_t)options.paths.count);
    Request *request = &requests[connection->path];
    connection->number = request->number;
    request->number += options.batch ? (uint64_t)options.batch : 1;
    transmit(index);
}

static void send_rest(int index) {
    Connection *connection = &connections[index];
    size_t taken = write_some(connection->fd, connection->unsent, connection->unsentLength);
    connection->unsentLength -= taken;
    memmove(connection->unsent, connection->unsent + taken, connection->unsentLength);
    if (connection->unsentLength == 0) watch_writing(index, 0);
}

/// Whether another request may be sent: the window lasts, and the asked number is not reached.
static int may_send(uint64_t now) {
    return now < windowEnd && (options.most == 0 || sent < options.most);
}

static void next_request(int index, uint64_t now) {
    if (!may_send(now)) return;
    if (options.rate == 0) {
        send_request(index, now);
    } else if (dueNext <= (double)now) {
        send_request(index, (uint64_t)dueNext);
        dueNext += dueStep;
    } else {
        idle[idleCount++] = index;
    }
}

static int is_good(const Connection *connection) {
    size_t length = strlen(options.end);
    return connection->status == options.status
        && memcmp(connection->tail + TAIL - length, options.end, length) == 0;
}

static void finish(int index) {
    Connection *connection = &connections[index];
    uint64_t now = now_ns();
    connection->headLength = 0;
    statuses[connection->status % STATUSES]++;
    if (connection->status == 503 && options.retry) {
        connection->retryAt = now + (uint64_t)options.retry * (SECOND / 1000);
        retryCount++;
        retried++;
        return;
    }
    int isGood = is_good(connection);
    // What is answered within the window counts, so that rates are those of answers.
    if (now >= windowStart && now < windowEnd) {
        histogram_add(&latencies, now - connection->dueAt);
        *(isGood ? &succeeded : &failed) += 1;
    }
    if (isGood) answered++;
    connection->dueAt = 0;
    next_request(index, now);
}

/// Sends again what was refused for a while.
static void send_again(uint64_t now) {
    for (int index = 0; retryCount > 0 && index < options.connections; index++) {
        Connection *connection = &connections[index];
        if (!connection->retryAt || connection->retryAt > now) continue;
        connection->retryAt = 0;
        retryCount--;
        transmit(index);
    }
}

/// Takes bytes of an answer's head; returns how many belonged to it, or 0 for a bad answer.
static size_t take_head(Connection *connection, const char *bytes, size_t length) {
    size_t before = connection->headLength, room = HEAD_ROOM - before;
    size_t count = length < room ? length : room;
    memcpy(connection->head + before, bytes, count);
    connection->headLength += count;
    char *end = memmem(connection->head, connection->headLength, "\r\n\r\n", 4);
    if (!end) return connection->headLength < HEAD_ROOM ? count : 0;
    connection->status = atoi(connection->head + 9);
    connection->bodyLeft = content_length(connection->head, end + 4);
    if (connection->bodyLeft < 0) return 0;
    size_t used = (size_t)(end + 4 - connection->head) - before;
    connection->headLength = HEAD_ROOM;
    return used;
}

static void take_body(Connection *connection, const char *bytes, size_t length) {
    connection->bodyLeft -= (long)length;
    if (length >= TAIL) {
        memcpy(connection->tail, bytes + length - TAIL, TAIL);
    } else {
        memmove(connection->tail, connection->tail + length, TAIL - length);
        memcpy(connection->tail + TAIL - length, bytes, length);
    }
}

static void reconnect(int index) {
    Connection *connection = &connections[index];
    if (connection->dueAt) lost++;
    if (connection->retryAt) retryCount--;
    if (lost > 1000) die("the server keeps closing connections");
    close(connection->fd);
    connect_to_server(index);
    for (int place = 0; place < idleCount; place++) if (idle[place] == index) return;
    next_request(index, now_ns());
}

static void receive(int index) {
    Connection *connection = &connections[index];
    ssize_t count = recv(connection->fd, received, READ_ROOM, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return reconnect(index);
    const char *bytes = received;
    size_t left = (size_t)count;
    while (left > 0 || (connection->headLength == HEAD_ROOM && connection->bodyLeft == 0)) {
        if (!connection->dueAt || connection->retryAt) die("the server answers more than it was asked");
        size_t used;
        if (connection->headLength < HEAD_ROOM) {
            used = take_head(connection, bytes, left);
            if (used == 0) die("not an answer: %.200s", connection->head);
        } else {
            used = (long)left < connection->bodyLeft ? left : (size_t)connection->bodyLeft;
            take_body(connection, bytes, used);
        }
        bytes += used;
        left -= used;
        if (connection->headLength == HEAD_ROOM && connection->bodyLeft == 0) finish(index);
    }
}

/// Sends what is due on connections that have nothing to do.
static void send_due(uint64_t now) {
    while (idleCount > 0 && dueNext <= (double)now && may_send(now)) {
        send_request(idle[--idleCount], (uint64_t)dueNext);
        dueNext += dueStep;
    }
}

static int is_anything_under_way(void) {
    for (int index = 0; index < options.connections; index++)
        if (connections[index].dueAt) return 1;
    return 0;
}

/// Handles events until a moment, or until nothing is under way.
static void run_until(uint64_t moment, int untilQuiet) {
    struct epoll_event events[256];
    for (;;) {
        uint64_t now = now_ns(), wake = moment;
        if (options.rate > 0) {
            send_due(now);
            if (idleCount > 0 && may_send(now) && dueNext < (double)wake)
                wake = (uint64_t)dueNext;
        }
        if (retryCount > 0) {
            send_again(now);
            if (wake > now + SECOND / 1000) wake = now + SECOND / 1000;
        }
        if (now >= moment || (untilQuiet && !is_anything_under_way())) return;
        int ready = wait_until(poll, events, 256, wake);
        for (int place = 0; place < ready; place++) {
            int index = (int)events[place].data.u32;
            if (connections[index].unsentLength && events[place].events & EPOLLOUT)
                send_rest(index);
            if (events[place].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(index);
        }
    }
}

static const Option table[] = {
    {"target", TEXT, &options.target}, {"token", TEXT, &options.token},
    {"path", TEXTS, &options.paths}, {"item", TEXTS, &options.items},
    {"method", TEXT, &options.method}, {"values", TEXT, &options.values},
    {"batch", INT, &options.batch}, {"first", UINT64, &options.first},
    {"status", INT, &options.status}, {"end", TEXT, &options.end},
    {"retry", INT, &options.retry}, {"connections", INT, &options.connections},
    {"rate", DOUBLE, &options.rate}, {"warmup", DOUBLE, &options.warmup},
    {"seconds", DOUBLE, &options.seconds}, {"most", UINT64, &options.most},
    {"run", TEXT, &options.run}, {0},
};

static const char usage[] =
    "heliograph-load --target HOST:PORT --token SECRET --path PATH… [--item TEMPLATE…]\n"
    "  [--batch ITEMS] [--first NUMBER] [--method METHOD] [--values FILE]\n"
    "  [--status EXPECTED] [--end EXPECTED] [--retry MILLISECONDS] [--connections COUNT]\n"
    "  [--rate REQUESTS_A_SECOND] [--warmup SECONDS] [--seconds SECONDS] [--most REQUESTS]\n"
    "  [--run NAME]";

/// Makes the requests that the options describe.
static void make_requests(void) {
    static char run[32];
    if (options.connections < 1 || options.connections > 10000) die("1 to 10000 connections");
    if (options.batch < 0 || options.batch > 1000) die("0 to 1000 items a request");
    if (options.paths.count == 0) die("usage: %s", usage);
    if (strlen(options.end) > TAIL) die("an end of at most %d characters", TAIL);
    snprintf(run, sizeof run, "%.5s%07lx", options.run, now_ns() / 1000000 & 0xfffffff);
    plan = (RequestPlan){
        .host = options.target, .token = options.token, .run = run,
        .method = options.method ? options.method : options.items.count ? "POST" : "GET",
        .items = options.items, .batch = options.batch,
    };
    if (options.values) plan.values = read_values(options.values);
    requests = calloc((size_t)options.paths.count, sizeof *requests);
    for (int path = 0; path < options.paths.count; path++) {
        requests[path] = request_make(options.paths.list[path], &plan);
        requests[path].number = options.first;
    }
}

static void print_figures(double seconds, double cpuSeconds) {
    int items = options.batch > 0 ? options.batch : 1;
    printf("{\"seconds\":%.3f,\"requests\":%lu,\"messages\":%lu,\"failed\":%lu,\"lost\":%lu,"
        "\"retried\":%lu,\"messages_sent\":%lu,\"messages_accepted\":%lu,"
        "\"load_cpu_seconds\":%.3f",
        seconds, succeeded, succeeded * (uint64_t)items, failed, lost, retried,
        sent * (uint64_t)items, answered * (uint64_t)items, cpuSeconds);
    static const struct { const char *name; double share; } quantiles[] = {
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1},
    };
    for (int index = 0; index < 5; index++)
        printf(",\"%s_ms\":%.3f", quantiles[index].name,
            histogram_quantile(&latencies, quantiles[index].share));
    printf(",\"statuses\":{");
    const char *comma = "";
    for (int status = 0; status < STATUSES; status++) {
        if (!statuses[status]) continue;
        printf("%s\"%d\":%lu", comma, status, statuses[status]);
        comma = ",";
    }
    printf("}}\n");
}

int main(int count, char **words) {
    read_options(count, words, table, usage);
    prctl(PR_SET_TIMERSLACK, 1000);
    setvbuf(stdout, NULL, _IOLBF, 0);
    address = parse_address(options.target);
    poll = epoll_create1(EPOLL_CLOEXEC);
    received = malloc(READ_ROOM);
    connections = calloc((size_t)options.connections, sizeof *connections);
    idle = calloc((size_t)options.connections, sizeof *idle);
    make_requests();
    uint64_t start = now_ns();
    windowStart = start + (uint64_t)(options.warmup * SECOND);
    windowEnd = windowStart + (uint64_t)(options.seconds * SECOND);
    if (options.rate > 0) dueStep = SECOND / options.rate;
    dueNext = (double)start;
    for (int index = 0; index < options.connections; index++) {
        connect_to_server(index);
        next_request(index, start);
    }
    run_until(windowStart, options.most > 0);
    double cpu = own_cpu_seconds();
    puts("start");
    run_until(windowEnd, options.most > 0);
    uint64_t end = now_ns();
    if (end < windowEnd) windowEnd = end;
    puts("end");
    cpu = own_cpu_seconds() - cpu;
    double seconds = (double)(windowEnd - windowStart) / SECOND;
    // What is still under way may take a while, but not for ever.
    run_until(now_ns() + 30ull * SECOND, 1);
    print_figures(seconds, cpu);
    return failed || lost ? 2 : 0;
}
