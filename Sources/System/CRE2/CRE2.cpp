#include "CRE2.h"

#include <re2/re2.h>

#include <cstring>
#include <new>

struct CRE2Expression {
    re2::RE2 expression;
};

extern "C" {

CRE2Expression *CRE2_compile(
    const char *pattern, size_t length, bool ignores_case, size_t most_memory, char *error,
    size_t error_size) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!ignores_case);
    options.set_max_mem(static_cast<int64_t>(most_memory));
    auto *compiled = new (std::nothrow)
        CRE2Expression{re2::RE2(re2::StringPiece(pattern, length), options)};
    if (compiled != nullptr && compiled->expression.ok()) return compiled;
    if (compiled != nullptr && error_size > 0) {
        std::strncpy(error, compiled->expression.error().c_str(), error_size - 1);
        error[error_size - 1] = 0;
    }
    delete compiled;
    return nullptr;
}

bool CRE2_matches(const CRE2Expression *expression, const char *text, size_t length) {
    return re2::RE2::PartialMatch(re2::StringPiece(text, length), expression->expression);
}

void CRE2_free(CRE2Expression *expression) { delete expression; }
}
