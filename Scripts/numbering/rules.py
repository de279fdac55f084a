"""Prints the rules of every country and the prefixes of operators as JSON, for `compare.py`."""

import json

import phonenumbers
from phonenumbers.carrierdata import CARRIER_DATA

from plans import TYPES, Plans, description


def rules(data):
    found = {
        "dialling": [
            data.international_prefix, data.national_prefix_for_parsing,
            data.national_prefix_transform_rule, data.leading_digits,
        ],
    }
    for name in ["general_desc", *TYPES]:
        entry = description(data, name)
        found[name] = [entry.national_number_pattern, list(entry.possible_length)]
    return found


def main():
    plans = Plans()
    print(
        json.dumps(
            {
                "version": phonenumbers.__version__,
                "states": len(plans.automaton.states),
                "plans": {str(key): rules(data) for key, data in plans.metadata.items()},
                "operators": {p: n.get("en") or n[min(n)] for p, n in CARRIER_DATA.items()},
            }
        )
    )


main()
