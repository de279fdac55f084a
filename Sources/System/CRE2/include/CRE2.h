#pragma once
// A C face of RE2: regular expressions whose time is linear in the text, without backtracking.

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct CRE2Expression;

/// Compiles a UTF-8 pattern; NULL when it is not one or needs more than `most_memory` octets.
/// What is wrong with it is written to `error` as a NUL-terminated text, cut to its size.
struct CRE2Expression *CRE2_compile(
    const char *pattern, size_t length, bool ignores_case, size_t most_memory, char *error,
    size_t error_size);

/// Whether the expression matches some part of the UTF-8 text. Safe to call from several threads.
bool CRE2_matches(const struct CRE2Expression *expression, const char *text, size_t length);

/// Frees the expression.
void CRE2_free(struct CRE2Expression *expression);

#ifdef __cplusplus
}
#endif
