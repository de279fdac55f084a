#pragma once
// A flat C view of a document parsed by simdjson: its values in document order, as one array.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum CSIMDJSONKind {
    CSIMDJSON_NULL = 0,
    CSIMDJSON_FALSE = 1,
    CSIMDJSON_TRUE = 2,
    CSIMDJSON_INTEGER = 3,
    CSIMDJSON_DOUBLE = 4,
    CSIMDJSON_STRING = 5,
    CSIMDJSON_ARRAY = 6,
    CSIMDJSON_OBJECT = 7,
};

/// One value. An array or object is followed by its children; in an object, keys and values
/// alternate.
struct CSIMDJSONNode {
    uint8_t kind;
    /// Bytes of a string, elements of an array, members of an object.
    uint32_t count;
    union {
        int64_t integer;
        double number;
        const char *text;
    };
};

enum CSIMDJSONStatus {
    CSIMDJSON_OK = 0,
    CSIMDJSON_MALFORMED = 1,
    CSIMDJSON_TOO_DEEP = 2,
    CSIMDJSON_OUT_OF_MEMORY = 3,
};

/// Parses one document. The nodes stay valid until the next call on the same thread.
int CSIMDJSON_parse(
    const uint8_t *bytes, size_t length, int most_depth, const struct CSIMDJSONNode **nodes,
    size_t *count);

#ifdef __cplusplus
}
#endif
