"""Example numbers of every country and type, in every spelling, and numbers that look like some.

One tab-separated record a line:

    +  E.164  country  type  calling code  spelling  national      a valid number; country may be empty
    -  text                                                        what no spelling makes a number of

`spelling` is the international format, `national` what people of the country write.
"""

import phonenumbers
from phonenumbers import PhoneNumberFormat

from plans import TYPES, description

NAMES = {
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed_line",
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
    phonenumbers.PhoneNumberType.PREMIUM_RATE: "premium_rate",
    phonenumbers.PhoneNumberType.SHARED_COST: "shared_cost",
    phonenumbers.PhoneNumberType.VOIP: "voip",
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER: "personal",
    phonenumbers.PhoneNumberType.PAGER: "pager",
    phonenumbers.PhoneNumberType.UAN: "universal_access",
    phonenumbers.PhoneNumberType.VOICEMAIL: "voicemail",
    phonenumbers.PhoneNumberType.UNKNOWN: "unknown",
}


def country(number):
    region = phonenumbers.region_code_for_number(number)
    return region if region and region.isalpha() else ""


def examples(plans):
    for key, data in sorted(plans.metadata.items(), key=str):
        for name in TYPES:
            example = description(data, name).example_number
            if example:
                yield from _valid(key, f"+{data.country_code}{example}")
        if isinstance(key, str):
            invalid = phonenumbers.invalid_example_number(key)
            if invalid is not None:
                yield "-\t" + phonenumbers.format_number(invalid, PhoneNumberFormat.E164)


def _valid(key, text):
    number = phonenumbers.parse(text)
    fields = [
        "+",
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        country(number),
        NAMES[phonenumbers.number_type(number)],
        str(number.country_code),
        phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
    ]
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f"the example {text} of {key} is not valid")
    yield "\t".join(fields)
