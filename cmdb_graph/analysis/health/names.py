"""Names that mean the same: equal but for case, punctuation and a domain, or one slip of the pen apart. Pure.

One slip is a Damerau-Levenshtein distance of 1 (Damerau 1964: a letter too many, too few, another, or two swapped), the error
that he found behind four of five misspellings. Series are no slips: digits are equal, and so are short words and the letters at
the ends of long ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_SHORTEST = 5
"""Letters that a word has at least, in which a slip may be: `north` and `west` differ on purpose."""
_RUNS = re.compile(r"[0-9]+|[A-Za-z#$+<=>^`|~]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HOST = re.compile(r"([a-z0-9_-]+)\.((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)\.?", re.IGNORECASE)

Words = tuple[str, ...]


class Host(NamedTuple):
    """A name in the network: its label, and its domain, which is empty where none is said."""

    label: str
    domain: str


def host(text: str) -> Host:
    """`Web01.example.com` -> `Web01`, `example.com`. What is no such name is a label as it stands; an address is."""
    found = _HOST.fullmatch(text.strip())
    return Host(text, "") if found is None else Host(found[1], found[2].casefold())


def words(text: str) -> Words:
    """Runs of letters in small letters, and of digits; what separates them is gone. `WebShop-01` -> `web`, `shop`, `01`."""
    if text.isascii():
        runs: Iterator[str] | list[str] = _RUNS.findall(text)
    else:
        runs = _runs(unicodedata.normalize("NFKC", text))
    return tuple(word.casefold() for run in runs for word in _HUMP.split(run))


def form(its: Words) -> str:
    """What is equal in all ways to write a name: `web`, `shop`, `01` -> `webshop01`. Numbers side by side stay apart."""
    told: list[str] = []
    for word in its:
        if told and word[0].isdecimal() and told[-1][-1].isdecimal():
            told.append(".")
        told.append(word)
    return "".join(told)


def slipped(one: Words, other: Words) -> bool:
    """Whether they are one slip of the pen apart, in a word of at least five letters, not at its ends but for a plural's s."""
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and _is_slip(*differing[0])


def slip_keys(its: Words) -> Iterator[int]:
    """Numbers of which names that are one slip apart share one: those of the name with any one letter left out.

    So those that share none need not be compared; of those that do, few are not one slip apart.
    """
    for at, word in enumerate(its):
        if _may_slip(word):
            before, after = its[:at], its[at + 1 :]
            left = {word, *(word[:gap] + word[gap + 1 :] for gap in range(1, len(word)))}
            yield from (hash((at, *before, less, *after)) for less in left)


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if not (_may_slip(short) and _may_slip(long)) or one[0] != other[0]:
        return False
    first = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        if short[first + 1 :] == long[first + 1 :]:
            return first < len(short) - 1
        return short[first : first + 2] == long[first : first + 2][::-1] and short[first + 2 :] == long[first + 2 :]
    if len(long) - len(short) > 1 or short[first:] != long[first + 1 :]:
        return False
    return first < len(short) or long[-1] == "s"


def _may_slip(word: str) -> bool:
    # Where letters have no case, one of them may be a word, or a number.
    return len(word) >= _SHORTEST and all(map(str.islower, word))


def _runs(text: str) -> Iterator[str]:
    run, was_digit = "", False
    for sign in text:
        category = unicodedata.category(sign)
        is_digit = category[0] == "N"
        if not (is_digit or category[0] in "LMS" or sign == "#"):
            if run:
                yield run
            run = ""
            continue
        if run and is_digit != was_digit:
            yield run
            run = ""
        run, was_digit = run + sign, is_digit
    if run:
        yield run
