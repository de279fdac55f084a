// The number plans of the world, and the operators of mobile prefixes, as tables in the binary.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The columns of a state: ten next states by digit, its output, and nothing.
///
/// State 0 is the dead one: it has no output, and every digit leads to it.
enum { CNUMBERPLANS_COLUMNS = 12, CNUMBERPLANS_OUTPUT = 10 };

/// A country, or a calling code without a country.
typedef struct {
    char code[3];  // ISO 3166; empty for a calling code without a country.
    char mcc[4];   // The mobile country code; empty if there are several, or none is known.
    uint8_t trunk_digit;  // The first digit of the prefix of national numbers, in ASCII; 0 if none.
    uint16_t calling_code;
    uint16_t is_main;  // Whether it is the first of those that share the calling code.
    // Where three automata start. The first accepts national digits that look like the country's.
    // The outputs of the other two are one more than a rewriting; the upper half counts at the end
    // of the digits only. The last output on the way is the one that counts.
    uint16_t general;
    uint16_t national_prefix;
    uint16_t international_prefix;
    uint32_t lengths;        // Bit n: national numbers of n digits exist.
    uint32_t local_lengths;  // Bit n: n digits can be dialled within an area.
} CNumberPlansCountry;

/// A calling code, with those that share it.
typedef struct {
    uint16_t code;
    // Where the automaton of its national numbers starts. The output is 0 for none of its numbers,
    // or 16 times the member and the type (one more than the index in PhoneNumberType, or 0).
    uint16_t start;
    uint16_t first;  // The index of its main country; the others follow.
    uint16_t count;
    uint32_t lengths;  // Bit n: national numbers of n digits exist.
} CNumberPlansCallingCode;

/// How digits that begin with a prefix become a national number: the literal, then the digits from
/// start to end, then those after the first `strip`.
typedef struct {
    char literal[8];
    uint8_t start;
    uint8_t end;
    uint8_t strip;
} CNumberPlansRewriting;

/// A mobile operator in one country; all texts but the name may be empty.
typedef struct {
    char country[3];
    char mcc[4];
    char mnc[4];
    const char *name;
} CNumberPlansOperator;

/// All tables.
typedef struct {
    const char *version;  // Of phonenumbers.
    const uint16_t *states;
    const CNumberPlansCountry *countries;
    const CNumberPlansCallingCode *calling_codes;
    const CNumberPlansRewriting *rewritings;
    // International digits; the last output on the way is one more than the operator.
    const uint16_t *operator_states;
    const CNumberPlansOperator *operators;
    size_t countries_count;
    size_t calling_codes_count;
    size_t operators_count;
    uint16_t operator_start;
} CNumberPlansTables;

/// The tables, which never change.
const CNumberPlansTables *CNumberPlans_tables(void);

#ifdef __cplusplus
}
#endif
