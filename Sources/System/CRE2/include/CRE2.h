#pragma once
// A C interface to RE2: regular expressions in linear time, without backtracking.

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct CRE2Expression;

/// Compiles a UTF-8 pattern; NULL if it is invalid or needs more than `most_memory` bytes. Writes
/// the reason to `error` as a NUL-terminated text, cut to its size.
struct CRE2Expression *CRE2_compile(
    const char *pattern, size_t length, bool ignores_case, size_t most_memory, char *error,
    size_t error_size);

/// Whether the expression matches a part of the UTF-8 text. Safe to call from several threads.
bool CRE2_matches(const struct CRE2Expression *expression, const char *text, size_t length);

/// Frees the expression.
void CRE2_free(struct CRE2Expression *expression);

#ifdef __cplusplus
}
#endif
