"""The operator of each mobile prefix of the world.

Prefixes come from `phonenumbers`, network codes from Debian's mobile-broadband-provider-info (public
domain).
"""

import dataclasses
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import phonenumbers
from phonenumbers.carrierdata import CARRIER_DATA

from patterns import Automaton

PROVIDERS = "/usr/share/mobile-broadband-provider-info/serviceproviders.xml"

# Networks whose code the provider list lacks, or lists behind a secondary one.
KNOWN = {
    ("ES", "Movistar"): ("214", "07"),
    ("ES", "DigiMobil"): ("214", "22"),
    ("GB", "Three"): ("234", "20"),
}

# Words that say nothing about which operator it is.
COMMON = {
    "cell", "cellular", "communication", "communications", "company", "france", "gmbh", "gsm",
    "inc", "italia", "limited", "llc", "ltd", "mobil", "mobile", "mobiles", "movil", "network",
    "networks", "nv", "polska", "sa", "services", "spa", "telecom", "telecommunications",
    "telekom", "the", "uk", "wireless",
}


@dataclasses.dataclass(frozen=True)
class Operator:
    country: str
    mcc: str
    mnc: str
    name: str


class Operators:
    """The operators, and the automaton of their prefixes: its output is the operator, plus one."""

    def __init__(self):
        spellings, self.mobile_country_codes = read_networks()
        self.operators = []
        self.automaton = Automaton()
        indices, children = {}, {}
        for prefix in sorted(CARRIER_DATA):
            names = CARRIER_DATA[prefix]
            name = names.get("en") or names[min(names)]
            key = country_of(prefix), re.sub(r"\s+", " ", name).strip()
            if key not in indices:
                indices[key] = len(self.operators)
                network = find_network(*key, spellings, self.mobile_country_codes)
                self.operators.append(Operator(key[0], *network, key[1]))
            children.setdefault(prefix, [0, set()])[0] = indices[key] + 1
            for length in range(len(prefix)):
                node = children.setdefault(prefix[:length], [0, set()])
                node[1].add(prefix[length])
        self.start = self._state("", children)

    def _state(self, prefix, children):
        output, digits = children[prefix]
        following = [0] * 10
        for digit in digits:
            following[int(digit)] = self._state(prefix + digit, children)
        return self.automaton.state(output, following)


def words(name):
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+", plain.lower())


def keys(name):
    """How a name may be spelled, from exact to vague."""
    everything = words(name)
    telling = [word for word in everything if word not in COMMON] or everything
    return ["".join(everything), "".join(telling), telling[0] if telling else ""]


def read_networks():
    """By country: spelling to (MCC, MNC) in three grades, and its MCC if it has only one."""
    spellings, mobile_country_codes = {}, {}
    for country in ElementTree.parse(PROVIDERS).getroot().findall("country"):
        code = country.get("code").upper()
        grades = spellings.setdefault(code, [{}, {}, {}])
        for provider in country.findall("provider"):
            networks = [(n.get("mcc"), n.get("mnc")) for n in provider.iter("network-id")]
            networks = [n for n in networks if re.fullmatch(r"\d{3}", n[0] or "")]
            networks = [n for n in networks if re.fullmatch(r"\d{2,3}", n[1] or "")]
            if not networks:
                continue
            mobile_country_codes.setdefault(code, set()).update(mcc for mcc, _ in networks)
            for name in provider.findall("name"):
                for grade, key in zip(grades, keys(name.text or "")):
                    grade.setdefault(key, networks[0])
    single = {c: min(codes) for c, codes in mobile_country_codes.items() if len(codes) == 1}
    return spellings, single


def find_network(country, name, spellings, single):
    if (country, name) in KNOWN:
        return KNOWN[country, name]
    for grade, key in zip(spellings.get(country, []), keys(name)):
        if key in grade:
            return grade[key]
    return single.get(country, ""), ""


def country_of(prefix):
    """The country of the numbers with a prefix, or the main one of its calling code."""
    likely = ""
    for fill in "0258":
        for length in range(15, len(prefix), -1):
            try:
                number = phonenumbers.parse("+" + prefix.ljust(length, fill))
            except phonenumbers.NumberParseException:
                continue
            country = phonenumbers.region_code_for_number(number) or ""
            if country.isalpha():
                if phonenumbers.is_valid_number(number):
                    return country
                likely = likely or country
    if likely:
        return likely
    for length in (1, 2, 3):
        countries = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(prefix[:length]))
        if countries:
            return countries[0] if countries[0].isalpha() else ""
    return ""
