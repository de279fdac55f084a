#include "CNumberPlans.h"

#if !__has_include("../../../.build/numbering/NumberPlans.inc")
#error "The number plans are not made yet. Run: Scripts/install-dependencies"
#else
#include "../../../.build/numbering/NumberPlans.inc"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

const CNumberPlansTables *CNumberPlans_tables(void) {
    static const CNumberPlansTables tables = {
        .version = version,
        .states = states,
        .countries = countries,
        .calling_codes = calling_codes,
        .rewritings = rewritings,
        .operator_states = operator_states,
        .operators = operators,
        .countries_count = COUNT(countries),
        .calling_codes_count = COUNT(calling_codes),
        .operators_count = COUNT(operators),
        .operator_start = operator_start,
    };
    return &tables;
}
#endif
