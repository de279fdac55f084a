// heliograph-sink: receives webhooks and answers each with 200, as cheaply as it can be done.
//
// Keep-alive and pipelined requests are fine. GET answers with what was counted so far, as JSON.
// With --verbose, counts are printed every second; at SIGTERM or SIGINT the totals are.
#include "common.h"
#include "options.h"
#include <signal.h>

enum { ROOM = 65536, MOST_CONNECTIONS = 4096 };

typedef struct {
    int fd;
    size_t length;
    char bytes[ROOM];
} Connection;

static uint64_t calls, delivered, sentCalls;
static volatile sig_atomic_t isStopping;

static void stop(int signal) { (void)signal; isStopping = 1; }

static int counts(char *text, size_t room) {
    return snprintf(
        text, room, "{\"calls\":%lu,\"sent\":%lu,\"delivered\":%lu,\"cpu_seconds\":%.3f}\n",
        calls, sentCalls, delivered, own_cpu_seconds()
    );
}

static void count_call(const char *body, size_t length) {
    calls++;
    static const char name[] = "\"status\":\"";
    const char *value = memmem(body, length, name, sizeof name - 1);
    if (!value) return;
    value += sizeof name - 1;
    size_t left = length - (size_t)(value - body);
    if (left >= 9 && memcmp(value, "delivered", 9) == 0) delivered++;
    if (left >= 4 && memcmp(value, "sent", 4) == 0) sentCalls++;
}

/// Answers every whole request that has come; returns 0 when the connection is of no use any more.
static int answer(Connection *connection) {
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    char answers[16384];
    size_t at = 0, answersLength = 0;
    while (answersLength < sizeof answers - 512) {
        char *head = connection->bytes + at, *limit = connection->bytes + connection->length;
        char *end = memmem(head, (size_t)(limit - head), "\r\n\r\n", 4);
        if (!end) break;
        char *body = end + 4;
        long bodyLength = content_length(head, body);
        if (bodyLength < 0) bodyLength = 0;
        if (bodyLength > limit - body) break;
        if (memcmp(head, "GET", 3) == 0) {
            char text[256];
            int length = counts(text, sizeof text);
            answersLength += (size_t)sprintf(
                answers + answersLength,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                length, text
            );
        } else {
            count_call(body, (size_t)bodyLength);
            memcpy(answers + answersLength, ok, sizeof ok - 1);
            answersLength += sizeof ok - 1;
        }
        at = (size_t)(body - connection->bytes) + (size_t)bodyLength;
    }
    memmove(connection->bytes, connection->bytes + at, connection->length - at);
    connection->length -= at;
    if (answersLength > 0
        && send(connection->fd, answers, answersLength, MSG_NOSIGNAL) != (ssize_t)answersLength)
        return 0;
    return connection->length < ROOM;
}

static void serve(int poll, Connection *connection) {
    for (;;) {
        ssize_t count = recv(
            connection->fd, connection->bytes + connection->length, ROOM - connection->length, 0
        );
        if (count < 0 && errno == EAGAIN) return;
        if (count > 0) {
            int isFull = (size_t)count == ROOM - connection->length;
            connection->length += (size_t)count;
            if (answer(connection)) {
                if (isFull) continue;
                return;
            }
        }
        epoll_ctl(poll, EPOLL_CTL_DEL, connection->fd, NULL);
        close(connection->fd);
        free(connection);
        return;
    }
}

static void accept_all(int poll, int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        Connection *connection = malloc(sizeof *connection);
        connection->fd = fd;
        connection->length = 0;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    }
}

static int listen_at(const char *text) {
    struct sockaddr_in address = parse_address(text);
    int listener = make_socket();
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0
        || listen(listener, MOST_CONNECTIONS) < 0)
        die("%s: %s", text, strerror(errno));
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("listening on port %d\n", ntohs(address.sin_port));
    return listener;
}

int main(int count, char **words) {
    const char *place = "127.0.0.1:0";
    int isVerbose = 0;
    const Option table[] = {{"listen", TEXT, &place}, {"verbose", FLAG, &isVerbose}, {0}};
    read_options(count, words, table, "heliograph-sink [--listen HOST:PORT] [--verbose]");
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    int poll = epoll_create1(EPOLL_CLOEXEC), listener = listen_at(place);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    uint64_t second = now_ns() + SECOND, before = 0;
    char text[256];
    while (!isStopping) {
        int ready = wait_until(poll, events, 256, second);
        for (int index = 0; index < ready; index++) {
            if (events[index].data.ptr) serve(poll, events[index].data.ptr);
            else accept_all(poll, listener);
        }
        if (now_ns() < second) continue;
        second += SECOND;
        if (isVerbose) printf("%lu calls this second\n", calls - before);
        before = calls;
    }
    counts(text, sizeof text);
    fputs(text, stdout);
    return 0;
}
