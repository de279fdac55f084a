"""The number plans of `phonenumbers` as tables: who has which numbers, and how people dial them."""

import dataclasses
import re

import phonenumbers
from phonenumbers import PhoneMetadata

from patterns import Automaton, Program, leading_matches, whole_matches

# In the order in which a number is tried; the numbers are those of PhoneNumberType, plus one.
SPECIAL_TYPES = [
    ("premium_rate", 5), ("toll_free", 4), ("shared_cost", 6), ("voip", 7), ("personal_number", 8),
    ("pager", 9), ("uan", 10), ("voicemail", 11),
]
FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE = 1, 2, 3
TYPES = [name for name, _ in SPECIAL_TYPES] + ["fixed_line", "mobile"]

# The longest national number that the plans know.
MOST_DIGITS = 17


@dataclasses.dataclass
class Country:
    code: str
    calling_code: int
    is_main: bool
    lengths: int
    local_lengths: int
    trunk_digit: int
    general: int
    national_prefix: int
    international_prefix: int


@dataclasses.dataclass
class CallingCode:
    code: int
    start: int
    lengths: int
    members: list


@dataclasses.dataclass(frozen=True)
class Rewriting:
    """The digits to put first, those to keep of what matched, and how many matched."""

    literal: str
    start: int
    end: int
    strip: int


class Plans:
    def __init__(self):
        self.automaton = Automaton()
        self.rewritings = [Rewriting("", 0, 0, 0)]
        self.countries = []
        self.calling_codes = []
        self.metadata = {}
        for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
            self._add(code, regions)

    def _add(self, code, regions):
        metadata = [metadata_of(code, region) for region in regions]
        first = len(self.countries)
        for region, data in zip(regions, metadata):
            self.metadata[region if region != "001" else code] = data
            self.countries.append(self._country(code, region, data, region == regions[0]))
        self.calling_codes.append(
            CallingCode(
                code,
                self._validity(metadata),
                bits(metadata[0].general_desc.possible_length),
                list(range(first, len(self.countries))),
            )
        )

    def _country(self, code, region, data, is_main):
        general = Program()
        start = general.expression(data.general_desc.national_number_pattern, True)
        return Country(
            code="" if region == "001" else region,
            calling_code=code,
            is_main=is_main,
            lengths=bits(data.general_desc.possible_length),
            local_lengths=bits(data.general_desc.possible_length_local_only),
            trunk_digit=ord((data.national_prefix or "\0")[0]),
            general=whole_matches(
                general, [start], lambda tags, _: int(bool(tags)), MOST_DIGITS, self.automaton
            ),
            national_prefix=self._prefix(
                data.national_prefix_for_parsing, data.national_prefix_transform_rule
            ),
            international_prefix=self._prefix(data.international_prefix, None),
        )

    def _validity(self, metadata):
        """The automaton of a calling code; its output is the member and the type of a number."""
        program, starts = Program(), []
        for member, data in enumerate(metadata):
            for name in ["general_desc", *TYPES]:
                pattern = description(data, name).national_number_pattern
                if pattern:
                    starts.append(program.expression(pattern, (member, name)))
            if data.leading_digits:
                pattern = rf"(?:{data.leading_digits})\d{{0,{MOST_DIGITS}}}"
                starts.append(program.expression(pattern, (member, "leading_digits")))

        def classify(tags, length):
            for member, data in enumerate(metadata):
                type_ = type_of(data, member, tags, length)
                if len(metadata) > 1 and data.leading_digits:
                    if (member, "leading_digits") in tags:
                        return member << 4 | type_
                elif type_:
                    return member << 4 | type_
            return 0

        return whole_matches(program, starts, classify, MOST_DIGITS, self.automaton)

    def _prefix(self, pattern, rule):
        if not pattern:
            return 0
        groups = re.compile(pattern).groups

        def action(saved, length):
            rewriting = Rewriting("", 0, 0, length)
            # As libphonenumber does: the rule is for matches of the last group only.
            if rule and 2 * groups - 2 in saved:
                literal, group = re.fullmatch(r"(\d*)\\(\d)", rule).groups()
                start = saved[2 * int(group) - 2]
                rewriting = Rewriting(literal, start, saved[2 * int(group) - 1], length)
            if rewriting not in self.rewritings:
                self.rewritings.append(rewriting)
            number = self.rewritings.index(rewriting)
            if number > 254:
                raise ValueError("too many ways to rewrite numbers")
            return number

        program = Program()
        start = program.expression(pattern, True)
        return leading_matches(program, start, action, MOST_DIGITS + 3, self.automaton)


def metadata_of(calling_code, region):
    if region == "001":
        return PhoneMetadata.metadata_for_nongeo_region(calling_code)
    return PhoneMetadata.metadata_for_region(region)


def description(data, name):
    return getattr(data, name) or phonenumbers.PhoneNumberDesc()


def bits(lengths):
    return sum(1 << length for length in lengths)


def type_of(data, member, tags, length):
    """As `phonenumberutil._number_type_helper`, by the patterns that matched; 0 if unknown."""

    def matches(name):
        lengths = description(data, name).possible_length
        return (member, name) in tags and (not lengths or length in lengths)

    if not matches("general_desc"):
        return 0
    for name, number in SPECIAL_TYPES:
        if matches(name):
            return number
    fixed, mobile = description(data, "fixed_line"), description(data, "mobile")
    is_same = fixed.national_number_pattern == mobile.national_number_pattern
    if matches("fixed_line"):
        return FIXED_LINE_OR_MOBILE if is_same or matches("mobile") else FIXED_LINE
    return MOBILE if not is_same and matches("mobile") else 0
