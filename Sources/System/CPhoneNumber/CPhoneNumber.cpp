#include "CPhoneNumber.h"

#include <cstring>
#include <list>
#include <set>
#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

// Without a logger of its own the library writes to standard output about odd input.
const PhoneNumberUtil &util() {
    static const PhoneNumberUtil &instance = [] () -> const PhoneNumberUtil & {
        PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
        util->SetLogger(new i18n::phonenumbers::NullLogger());  // Owned by the library.
        return *util;
    }();
    return instance;
}

template <size_t capacity>
void copy(const std::string &text, char (&out)[capacity]) {
    const size_t length = text.size() < capacity ? text.size() : 0;
    std::memcpy(out, text.data(), length);
    out[length] = '\0';
}

// "ZZ" is an unknown region, "001" a calling code without a country.
bool isCountry(const std::string &region) { return region.size() == 2 && region != "ZZ"; }

PhoneNumber make(int32_t callingCode, const char *national, size_t length) {
    PhoneNumber number;
    number.set_country_code(callingCode);
    uint64_t value = 0;
    size_t zeros = 0;
    for (size_t index = 0; index < length; ++index) {
        value = value * 10 + static_cast<uint64_t>(national[index] - '0');
        if (value == 0) ++zeros;
    }
    if (zeros > 0) {
        number.set_italian_leading_zero(true);
        number.set_number_of_leading_zeros(static_cast<int>(zeros == length ? zeros - 1 : zeros));
    }
    number.set_national_number(value);
    return number;
}

bool isWhole(const PhoneNumber &number) {
    return util().IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE;
}

uint64_t e164(const PhoneNumber &number) {
    std::string text;
    util().Format(number, PhoneNumberUtil::E164, &text);
    if (text.size() < 2 || text.size() > 16) return 0;
    uint64_t value = 0;
    for (size_t index = 1; index < text.size(); ++index) {
        if (text[index] < '0' || text[index] > '9') return 0;
        value = value * 10 + static_cast<uint64_t>(text[index] - '0');
    }
    return value;
}

void describe(const PhoneNumber &number, cphonenumber_number *out) {
    std::string text;
    out->e164 = e164(number);
    out->calling_code = number.country_code();
    out->is_possible = isWhole(number);
    out->is_valid = util().IsValidNumber(number);
    out->type = util().GetNumberType(number);
    util().GetRegionCodeForNumber(number, &text);
    copy(isCountry(text) ? text : std::string(), out->region);
    util().Format(number, PhoneNumberUtil::NATIONAL, &text);
    copy(text, out->national);
    util().Format(number, PhoneNumberUtil::INTERNATIONAL, &text);
    copy(text, out->international);
}

}  // namespace

int32_t cphonenumber_parse(
    const char *text, size_t length, const char *region, cphonenumber_number *out) {
    *out = {};
    try {
        PhoneNumber number;
        const auto result =
            util().Parse(std::string(text, length), region ? region : "ZZ", &number);
        switch (result) {
        case PhoneNumberUtil::NO_PARSING_ERROR: break;
        case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return CPHONENUMBER_UNKNOWN_CALLING_CODE;
        case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
        case PhoneNumberUtil::TOO_SHORT_NSN: return CPHONENUMBER_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG_NSN: return CPHONENUMBER_TOO_LONG;
        default: return CPHONENUMBER_NOT_A_NUMBER;
        }
        describe(number, out);
        return CPHONENUMBER_OK;
    } catch (...) {
        return CPHONENUMBER_FAILED;
    }
}

int32_t cphonenumber_describe(
    int32_t calling_code, const char *national, size_t length, cphonenumber_number *out) {
    *out = {};
    try {
        describe(make(calling_code, national, length), out);
        return CPHONENUMBER_OK;
    } catch (...) {
        return CPHONENUMBER_FAILED;
    }
}

int32_t cphonenumber_check(
    int32_t calling_code, const char *national, size_t length, char *region) {
    try {
        const PhoneNumber number = make(calling_code, national, length);
        std::string text;
        util().GetRegionCodeForNumber(number, &text);
        if (region) std::strcpy(region, isCountry(text) ? text.c_str() : "");
        return text != "ZZ" && util().IsValidNumberForRegion(number, text);
    } catch (...) {
        if (region) region[0] = '\0';
        return 0;
    }
}

size_t cphonenumber_regions(cphonenumber_region *out, size_t capacity) {
    try {
        std::set<std::string> regions;
        util().GetSupportedRegions(&regions);
        size_t count = 0;
        for (const auto &region : regions) {
            if (count < capacity) {
                const int callingCode = util().GetCountryCodeForRegion(region);
                std::string main;
                util().GetRegionCodeForCountryCode(callingCode, &main);
                copy(region, out[count].region);
                out[count].calling_code = callingCode;
                out[count].is_main = main == region;
            }
            ++count;
        }
        return count;
    } catch (...) {
        return 0;
    }
}

size_t cphonenumber_calling_codes(cphonenumber_calling_code *out, size_t capacity) {
    try {
        std::set<int> codes;
        util().GetSupportedCallingCodes(&codes);
        size_t count = 0;
        for (const int code : codes) {
            if (count < capacity) {
                out[count] = {code, 0};
                // The library judges possible lengths by number only, and looks at nothing else of
                // it.
                PhoneNumber number;
                number.set_country_code(code);
                uint64_t national = 1;
                for (uint32_t length = 1; length <= 15; ++length, national *= 10) {
                    number.set_national_number(national);
                    if (isWhole(number)) out[count].lengths |= 1u << length;
                }
            }
            ++count;
        }
        return count;
    } catch (...) {
        return 0;
    }
}
