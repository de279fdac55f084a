// Requests made of templates: written once, then only digits change.
//
// A template is text with fields, as `{"_user_id":"U-<u.8>","visits":<n%50+1.2>}`. A field is a
// kind, a modulus and a summand if any, and after a point how many digits are written:
//
//     n  the number of the item: 0, 1, 2, …, on each path by itself
//     s  the same numbers, in an order that jumps about
//     u  half of them new, 0, 1, 2, …, the others some that were there before
//     f  a line of the file of values, chosen as by s; `<f>`, as its lines have one length
//     r  `<r>`: the name of this run
//
#pragma once
#include "options.h"

typedef struct {
    char kind;
    uint64_t modulus, summand;
    int digits;
    /// Which item of the request the field belongs to, and where it is written.
    int item;
    size_t place;
} Field;

/// One path's requests: the bytes as last sent, and what changes in them.
typedef struct {
    char *bytes;
    size_t length;
    Field *fields;
    int fieldCount;
    /// The number of the next item.
    uint64_t number;
} Request;

/// Lines of one length, without their ends.
typedef struct {
    char *bytes;
    size_t width, count;
} Values;

typedef struct {
    const char *host, *method, *token, *run;
    Texts items;
    int batch;
    Values values;
} RequestPlan;

static inline Values read_values(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) die("%s: %s", path, strerror(errno));
    Values values = {0};
    size_t room = 0;
    char line[256];
    while (fgets(line, sizeof line, file)) {
        size_t width = strcspn(line, "\n");
        if (!values.width) values.width = width;
        if (width == 0 || width != values.width) die("%s: lines must have one length", path);
        if (values.count * width + width > room) {
            room = room * 2 + 4096;
            values.bytes = realloc(values.bytes, room);
        }
        memcpy(values.bytes + values.count++ * width, line, width);
    }
    fclose(file);
    if (!values.count) die("%s is empty", path);
    return values;
}

/// A number that jumps about as the given one grows by one.
static inline uint64_t scattered(uint64_t number) {
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
    number = (number ^ number >> 27) * 0x94d049bb133111eb;
    return number ^ number >> 31;
}

static inline void put_digits(char *place, int count, uint64_t value) {
    for (int digit = count - 1; digit >= 0; digit--, value /= 10)
        place[digit] = (char)('0' + value % 10);
}

static inline void write_field(
    Request *request, const Field *field, uint64_t number, const Values *values
) {
    uint64_t value = number;
    switch (field->kind) {
    case 's': case 'f': value = scattered(number); break;
    case 'u': value = number % 2 ? scattered(number) % (number / 2 + 1) : number / 2; break;
    }
    char *place = request->bytes + field->place;
    if (field->kind == 'f') {
        memcpy(place, values->bytes + value % values->count * values->width, values->width);
        return;
    }
    if (field->modulus) value %= field->modulus;
    put_digits(place, field->digits, value + field->summand);
}

/// Appends a template to the request; the values of its fields are written later.
static inline void append_template(
    Request *request, const char *template, int item, const RequestPlan *plan
) {
    while (*template) {
        const char *start = strchr(template, '<');
        size_t plain = start ? (size_t)(start - template) : strlen(template);
        size_t room = request->length + plain + strlen(plan->run) + plan->values.width + 64;
        request->bytes = realloc(request->bytes, room);
        memcpy(request->bytes + request->length, template, plain);
        request->length += plain;
        if (!start) return;
        char *at = (char *)start + 2;
        Field field = {.kind = start[1], .item = item, .place = request->length};
        if (*at == '%') field.modulus = strtoull(at + 1, &at, 10);
        if (*at == '+') field.summand = strtoull(at + 1, &at, 10);
        if (*at == '.') field.digits = (int)strtol(at + 1, &at, 10);
        if (*at != '>' || !strchr("nsufr", field.kind)) die("not a field: %.20s", start);
        template = at + 1;
        if (field.kind == 'r') {
            memcpy(request->bytes + request->length, plan->run, strlen(plan->run));
            request->length += strlen(plan->run);
            continue;
        }
        if (field.kind == 'f') field.digits = (int)plan->values.width;
        if (field.digits < 1 || field.digits > 40) die("1 to 40 digits: %.20s", start);
        request->length += (size_t)field.digits;
        request->fields = realloc(
            request->fields, (size_t)(request->fieldCount + 1) * sizeof field
        );
        request->fields[request->fieldCount++] = field;
    }
}

/// The requests of a path: without items just the path, else one item, or a batch of them.
static inline Request request_make(const char *path, const RequestPlan *plan) {
    Request body = {0}, request = {0};
    if (plan->items.count) {
        if (plan->batch) append_template(&body, "[", 0, plan);
        for (int item = 0; item == 0 || item < plan->batch; item++) {
            if (item > 0) append_template(&body, ",", 0, plan);
            append_template(&body, plan->items.list[item % plan->items.count], item, plan);
        }
        if (plan->batch) append_template(&body, "]", 0, plan);
    }
    char head[2048];
    int length = snprintf(
        head, sizeof head,
        "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        plan->method, path, plan->host, plan->token, body.length
    );
    if (length < 0 || length >= (int)sizeof head) die("path or token is too long");
    append_template(&request, head, 0, plan);
    request.bytes = realloc(request.bytes, request.length + body.length);
    memcpy(request.bytes + request.length, body.bytes, body.length);
    size_t count = (size_t)(request.fieldCount + body.fieldCount);
    request.fields = realloc(request.fields, count * sizeof(Field));
    for (int index = 0; index < body.fieldCount; index++) {
        body.fields[index].place += request.length;
        request.fields[request.fieldCount++] = body.fields[index];
    }
    request.length += body.length;
    free(body.bytes);
    free(body.fields);
    return request;
}

/// Makes it the request whose first item has the number.
static inline void request_write(Request *request, uint64_t number, const Values *values) {
    for (int index = 0; index < request->fieldCount; index++) {
        const Field *field = &request->fields[index];
        write_field(request, field, number + (uint64_t)field->item, values);
    }
}
