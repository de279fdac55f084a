"""Prints what differs between two outputs of `rules.py`."""

import json
import sys


def changed(old, new):
    """How many keys are only in the new one, only in the old one, and differ."""
    return (
        len(new.keys() - old.keys()),
        len(old.keys() - new.keys()),
        sum(old[key] != new[key] for key in old.keys() & new.keys()),
    )


def main():
    old, new = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    print(f"phonenumbers {old['version']} -> {new['version']}")
    for name in ["plans", "operators"]:
        added, removed, differing = changed(old[name], new[name])
        print(f"{name}: {len(new[name])}, {added} added, {removed} removed, {differing} changed")
    print(f"states: {old['states']} -> {new['states']}")
    for country in sorted(old["plans"].keys() | new["plans"].keys()):
        before, after = old["plans"].get(country), new["plans"].get(country)
        if before is None or after is None:
            print(f"{country}: {'added' if before is None else 'removed'}")
        elif before != after:
            parts = [name for name in after if before.get(name) != after[name]]
            print(f"{country}: {', '.join(parts)}")


main()
