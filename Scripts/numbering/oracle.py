"""Prints what `phonenumbers` says of random numbers, for the tests that compare it with our tables.

    oracle.py NUMBERS TEXTS SEED

Tab-separated records, empty for what is not known:

    N  digits  type  country            international digits; the type is empty if they are invalid
    T  text  country  digits            a text as dialled in a country, and the valid number that it is
"""

import random
import sys

import phonenumbers

from examples import NAMES, country
from plans import TYPES, Plans, description


def number_of(calling_code, national):
    zeros = len(national) - len(national.lstrip("0"))
    return phonenumbers.PhoneNumber(
        country_code=calling_code,
        national_number=int(national),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=min(zeros, len(national) - 1) or 1 if zeros else None,
    )


class Oracle:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.plans = list(Plans().metadata.items())
        self.regions = [key for key, _ in self.plans if isinstance(key, str)]

    def digits(self, count):
        return "".join(self.random.choices("0123456789", k=count))

    def national(self, data):
        """National digits of a plan: an example with some digits changed, or any that are as long."""
        examples = [description(data, name).example_number for name in TYPES]
        examples = [example for example in examples if example]
        if examples and self.random.random() < 0.8:
            example = list(self.random.choice(examples))
            kept = self.random.randint(0, len(example))
            for index in range(kept, len(example)):
                example[index] = self.random.choice("0123456789")
            if self.random.random() < 0.1:
                example += self.digits(1)
            return "".join(example)
        lengths = data.general_desc.possible_length
        return self.digits(max(2, self.random.choice(lengths) + self.random.choice([-1, 0, 0, 0, 1])))

    def numbers(self, count):
        while count > 0:
            _, data = self.random.choice(self.plans)
            national = self.national(data)
            digits = f"{data.country_code}{national}"
            if not 6 <= len(digits) <= 15:
                continue
            count -= 1
            number = number_of(data.country_code, national)
            is_valid = phonenumbers.is_valid_number(number)
            type_ = NAMES[phonenumbers.number_type(number)] if is_valid else ""
            yield f"N\t{digits}\t{type_}\t{country(number)}"

    def texts(self, count):
        for _ in range(count):
            key, data = self.random.choice(self.plans)
            region = key if isinstance(key, str) else "ES"
            prefixes = ["", data.national_prefix or "", str(data.country_code), "00", "0", "1", "15"]
            text = self.random.choice(prefixes) + self.national(data)
            if self.random.random() < 0.2:
                text = "+" + str(data.country_code) + text
            if self.random.random() < 0.1:
                region = self.random.choice(self.regions)
            if self.random.random() < 0.3:
                place = self.random.randint(1, len(text))
                text = text[:place] + self.random.choice([" ", "-", ".", " (", ")", "\u00a0"]) + text[place:]
            try:
                number = phonenumbers.parse(text, region)
                valid = phonenumbers.is_valid_number(number)
            except phonenumbers.NumberParseException:
                valid = False
            digits = phonenumbers.format_number(number, 0)[1:] if valid else ""
            yield f"T\t{text}\t{region}\t{digits}"


def main():
    numbers, texts, seed = map(int, sys.argv[1:])
    oracle = Oracle(seed)
    for record in oracle.numbers(numbers):
        print(record)
    for record in oracle.texts(texts):
        print(record)


if __name__ == "__main__":
    main()
