"""Regular expressions over digits as programs of threads, and those as automata without cycles.

The plans use a small part of the language: digits, classes, groups, alternatives, bounded repeats
and a final `$`. Anything else stops the build, so that a new version cannot be misread silently.
"""

import re._constants as op
import re._parser as parser

ALL_DIGITS = 0b11_1111_1111


class Program:
    """Instructions of one expression, run as by a backtracking matcher, but all at once.

    ("digit", mask)       goes on if the next digit is in the mask
    ("split", a, b)       goes on at a, and at b if a fails
    ("jump", a)           goes on at a
    ("save", slot)        notes the position
    ("end",)              goes on at the end of the text
    ("match", tag)        matches
    """

    def __init__(self):
        self.code = []

    def add(self, *instruction):
        self.code.append(instruction)
        return len(self.code) - 1

    def expression(self, pattern, tag):
        start = len(self.code)
        self._sequence(parser.parse(pattern))
        self.add("match", tag)
        return start

    def _sequence(self, items):
        for kind, value in items:
            self._item(kind, value)

    def _item(self, kind, value):
        if kind is op.LITERAL:
            self.add("digit", 1 << _digit(value))
        elif kind is op.IN:
            self.add("digit", _mask(value))
        elif kind is op.BRANCH:
            self._branches(value[1])
        elif kind is op.SUBPATTERN:
            group, _, _, items = value
            if group is not None:
                self.add("save", 2 * group - 2)
            self._sequence(items)
            if group is not None:
                self.add("save", 2 * group - 1)
        elif kind is op.MAX_REPEAT:
            self._repeat(*value)
        elif kind is op.AT and value in (op.AT_END, op.AT_END_STRING):
            self.add("end")
        else:
            raise ValueError(f"{kind} {value} is not understood")

    def _branches(self, branches):
        jumps = []
        for items in branches[:-1]:
            split = self.add("split", len(self.code) + 1, None)
            self._sequence(items)
            jumps.append(self.add("jump", None))
            self.code[split] = ("split", split + 1, len(self.code))
        self._sequence(branches[-1])
        for jump in jumps:
            self.code[jump] = ("jump", len(self.code))

    def _repeat(self, least, most, items):
        if most is op.MAXREPEAT:
            raise ValueError("a repeat has no bound")
        for _ in range(least):
            self._sequence(items)
        splits = []
        for _ in range(most - least):
            splits.append(self.add("split", len(self.code) + 1, None))
            self._sequence(items)
        for split in splits:
            self.code[split] = ("split", split + 1, len(self.code))

    def follow(self, threads, position, at_end=False):
        """The threads that wait for a digit, in order, and the matches that were met, in order."""
        waiting, matches, seen = [], [], set()

        def go(place, saved):
            stack = [(place, saved)]
            while stack:
                place, saved = stack.pop()
                if place in seen:
                    continue
                seen.add(place)
                kind, *rest = self.code[place]
                if kind == "digit":
                    waiting.append((place, saved))
                elif kind == "split":
                    stack.append((rest[1], saved))
                    stack.append((rest[0], saved))
                elif kind == "jump":
                    stack.append((rest[0], saved))
                elif kind == "save":
                    noted = dict(saved)
                    noted[rest[0]] = position
                    stack.append((place + 1, tuple(sorted(noted.items()))))
                elif kind == "end":
                    if at_end:
                        stack.append((place + 1, saved))
                elif kind == "match":
                    matches.append((rest[0], saved, len(waiting)))

        for place, saved in threads:
            go(place, saved)
        return waiting, matches

    def step(self, waiting, digit):
        bit = 1 << digit
        return [(place + 1, saved) for place, saved in waiting if self.code[place][1] & bit]


def _digit(value):
    if not 48 <= value <= 57:
        raise ValueError(f"character {value} is no digit")
    return value - 48


def _mask(items):
    mask = 0
    for kind, value in items:
        if kind is op.LITERAL:
            mask |= 1 << _digit(value)
        elif kind is op.RANGE:
            for digit in range(_digit(value[0]), _digit(value[1]) + 1):
                mask |= 1 << digit
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            mask |= ALL_DIGITS
        else:
            raise ValueError(f"{kind} {value} is not understood in a class")
    return mask


class Automaton:
    """States that are shared by everything that is built: equal ones are one.

    A state is an output and, for each digit, the next state; 0 is the dead one, without output.
    """

    def __init__(self):
        self.states = [(0, (0,) * 10)]
        self._known = {self.states[0]: 0}

    def state(self, output, following):
        key = (output, tuple(following))
        if key not in self._known:
            self._known[key] = len(self.states)
            self.states.append(key)
        return self._known[key]


def whole_matches(program, starts, classify, most_digits, automaton):
    """The start state of an automaton whose output is `classify(tags, length)` of a whole text."""
    known = {}

    def build(places, length):
        key = (places, length)
        if key in known:
            return known[key]
        waiting, matches = program.follow([(place, ()) for place in sorted(places)], length)
        tags = frozenset(tag for tag, _, _ in matches)
        following = [0] * 10
        if length < most_digits:
            for digit in range(10):
                after = frozenset(place for place, _ in program.step(waiting, digit))
                if after:
                    following[digit] = build(after, length + 1)
        output = classify(tags, length)
        known[key] = automaton.state(output, following) if output or any(following) else 0
        return known[key]

    return build(frozenset(starts), 0)


def leading_matches(program, start, action, most_digits, automaton):
    """The start state of an automaton that finds the first match at the beginning of a text.

    As for a backtracking matcher, earlier alternatives come first. The output of a state is
    `action(saved, length)` of the match that ends there, or of the one at the end of the text
    in its upper half, each plus one; the last output on the way is the one that counts.
    """
    known = {}

    def number(match, length):
        return 0 if match is None else action(dict(match[1]), length) + 1

    def build(threads, length):
        key = (threads, length)
        if key in known:
            return known[key]
        waiting, matches = program.follow(threads, length)
        anywhere = matches[0] if matches else None
        # Threads after a match have lost against it.
        if anywhere:
            waiting = waiting[: anywhere[2]]
        at_end = program.follow(threads, length, at_end=True)[1]
        following = [0] * 10
        if length < most_digits:
            for digit in range(10):
                after = program.step(waiting, digit)
                if after:
                    following[digit] = build(tuple(after), length + 1)
        output = number(anywhere, length) | number(at_end[0] if at_end else None, length) << 8
        known[key] = automaton.state(output, following) if output or any(following) else 0
        return known[key]

    return build(((start, ()),), 0)
