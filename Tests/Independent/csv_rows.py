"""Reads CSV texts, one in hexadecimal a line, with Python's csv module, and prints rows as JSON."""

import csv
import io
import json
import sys

with open(sys.argv[1]) as texts:
    for line in texts:
        text = bytes.fromhex(line.strip()).decode("utf-8").removeprefix("\ufeff")
        try:
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            print(json.dumps([row for row in reader if row]))
        except csv.Error:
            print("null")
