"""Writes the number plans and operators as C tables, and the plans' example numbers for tests.

    generate.py FOLDER      writes NumberPlans.inc and examples.tsv

The tables are for Sources/System/CNumberPlans, whose header documents them. The same version of
`phonenumbers` gives the same bytes.
"""

import os
import sys

import phonenumbers

from examples import examples
from operators import Operators
from plans import Plans


def table(type_, name, rows):
    yield f"static const {type_} {name}[] = {{"
    yield from (f"    {row}," for row in rows)
    yield "};"


def automaton_table(name, automaton):
    if len(automaton.states) > 0xFFFF:
        raise ValueError(f"{name} has more states than 16 bits can number")
    rows = (
        ", ".join(map(str, (*following, output, 0))) for output, following in automaton.states
    )
    yield from table("uint16_t", name, rows)


def text(value):
    escaped = "".join(
        chr(octet) if 32 <= octet < 127 and chr(octet) not in '"\\?' else f"\\{octet:03o}"
        for octet in value.encode()
    )
    return f'"{escaped}"'


def tables(plans, operators):
    yield f"// Written by Scripts/build-number-plans from phonenumbers {phonenumbers.__version__}."
    yield f"static const char version[] = {text(phonenumbers.__version__)};"
    yield from automaton_table("states", plans.automaton)
    yield from table(
        "CNumberPlansCountry",
        "countries",
        (
            f"{{{text(c.code)}, {text(operators.mobile_country_codes.get(c.code, ''))},"
            f" {c.trunk_digit}, {c.calling_code}, {int(c.is_main)}, {c.general}, {c.national_prefix},"
            f" {c.international_prefix}, {c.lengths}, {c.local_lengths}}}"
            for c in plans.countries
        ),
    )
    yield from table(
        "CNumberPlansCallingCode",
        "calling_codes",
        (
            f"{{{c.code}, {c.start}, {c.members[0]}, {len(c.members)}, {c.lengths}}}"
            for c in plans.calling_codes
        ),
    )
    yield from table(
        "CNumberPlansRewriting",
        "rewritings",
        (f"{{{text(r.literal)}, {r.start}, {r.end}, {r.strip}}}" for r in plans.rewritings),
    )
    yield from automaton_table("operator_states", operators.automaton)
    yield f"static const uint16_t operator_start = {operators.start};"
    yield from table(
        "CNumberPlansOperator",
        "operators",
        (
            f"{{{text(o.country)}, {text(o.mcc)}, {text(o.mnc)}, {text(o.name)}}}"
            for o in operators.operators
        ),
    )


def write(path, lines):
    unfinished = path + ".unfinished"
    with open(unfinished, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
    os.replace(unfinished, path)


def main():
    folder = sys.argv[1]
    plans = Plans()
    write(os.path.join(folder, "examples.tsv"), examples(plans))
    write(os.path.join(folder, "NumberPlans.inc"), tables(plans, Operators()))


if __name__ == "__main__":
    main()
