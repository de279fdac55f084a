// A thin C interface to libphonenumber: pointer and length in, plain structs out, no exceptions.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Why `cphonenumber_parse` found no number; the first five follow libphonenumber's own list.
enum {
    CPHONENUMBER_OK = 0,
    CPHONENUMBER_UNKNOWN_CALLING_CODE = 1,
    CPHONENUMBER_NOT_A_NUMBER = 2,
    CPHONENUMBER_TOO_SHORT = 3,
    CPHONENUMBER_TOO_LONG = 4,
    CPHONENUMBER_FAILED = 5,
};

/// Texts are zero-terminated; `type` follows PhoneNumberUtil::PhoneNumberType.
typedef struct {
    uint64_t e164;  // Calling code and national number as one integer; 0 when above 15 digits.
    int32_t calling_code;
    int32_t type;
    int32_t is_possible;
    int32_t is_valid;
    char region[4];  // Empty when unknown or not of a country.
    char national[48];
    char international[48];
} cphonenumber_number;

/// A country with its calling code.
typedef struct {
    char region[4];
    int32_t calling_code;
    int32_t is_main;  // Whether it is the first of those that share the calling code.
} cphonenumber_region;

/// A calling code with the possible lengths of national numbers, bit n for n digits.
typedef struct {
    int32_t calling_code;
    uint32_t lengths;
} cphonenumber_calling_code;

/// Reads a number as people write it; `region` (two letters) may be null for international ones.
int32_t cphonenumber_parse(
    const char *text, size_t length, const char *region, cphonenumber_number *out);

/// Describes the number with this calling code and these national digits.
int32_t cphonenumber_describe(
    int32_t calling_code, const char *national, size_t length, cphonenumber_number *out);

/// Whether the number is valid; writes its region if `region` (4 bytes) is not null.
int32_t cphonenumber_check(
    int32_t calling_code, const char *national, size_t length, char *region);

/// Writes up to `capacity` countries in alphabetical order, and returns how many there are.
size_t cphonenumber_regions(cphonenumber_region *out, size_t capacity);

/// Writes up to `capacity` calling codes in rising order, and returns how many there are.
size_t cphonenumber_calling_codes(cphonenumber_calling_code *out, size_t capacity);

#ifdef __cplusplus
}
#endif
