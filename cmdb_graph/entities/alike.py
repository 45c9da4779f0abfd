"""Ids and names that are like what was typed: in another case, a part of a name, a slip or two away. Pure."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from heapq import nsmallest
from itertools import islice

MOST = 3
"""So many ids are offered."""

_NEAR = 0.75
"""difflib's likeness: one slip in five characters is 0.8."""
_BEHIND = 0.15
"""What is so much less alike than the best is not offered beside it."""
_PIECES = 8
OF_A_PIECE = 100
"""Entities looked at of those that hold a piece: a common one finds half the estate."""
_SHORT = 2
"""A text no longer than this is no part of a name: it is in half of them."""
_LONGEST_SLIP = 32
_LONGEST = 200
_SIGNS = f"{string.digits}-_.:/ "


def near_among(index: Mapping[str, int], names: Sequence[str], text: str) -> list[str]:
    """At most MOST of the ids that somebody may have meant: ids with their places in `names`, in the order of these places.

    Costs a few passes over them, a second or two for a million; only the most of a piece are compared letter by letter.
    """
    text = text.strip()
    folded = text.casefold()
    if not text or "\n" in text:
        return []
    searched = [(node, f"{name}\n{node}".casefold()) for node, name in zip(index, names, strict=True)]
    same = [node for node, words in searched if folded in words] if len(folded) > _SHORT else []
    same = same or [node for node, words in searched if folded in words.split("\n")]
    if same:
        named = {node: names[index[node]].casefold() for node in same}
        return nsmallest(
            MOST, same, key=lambda node: (node.casefold() != folded, named[node] != folded, len(node), node)
        )
    found = {node: f"{names[index[node]]}\n{node}".casefold() for node in slips_of(text) if node in index}
    for piece in pieces_of(text):
        found |= dict(islice((each for each in searched if piece in each[1]), OF_A_PIECE))
    return most_alike(found.items(), text)


def most_alike(found: Iterable[Sequence[str]], text: str) -> list[str]:
    """Of ids with their names and ids as they are searched."""
    matcher = SequenceMatcher(b=text.casefold()[:_LONGEST], autojunk=False)
    alike: dict[str, float] = {}
    for node, searched in found:
        for words in searched.split("\n"):
            matcher.set_seq1(words[:_LONGEST])
            if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR:
                alike[node] = max(alike.get(node, 0), matcher.ratio())
    least = max(_NEAR, max(alike.values(), default=0) - _BEHIND)
    best = sorted(
        (node for node, likeness in alike.items() if likeness >= least), key=lambda node: (-alike[node], node)
    )
    return best[:MOST]


def slips_of(text: str) -> list[str]:
    """Texts that are one slip away; none of a long one."""
    return sorted(set(_slips(text))) if len(text) <= _LONGEST_SLIP else []


def _slips(text: str) -> Iterator[str]:
    """All that one slip makes of a text: two characters swapped, one left out, one too many, another one.

    At most some 2,600 ids, which a unique index finds in milliseconds; a search by pieces would miss `dbs-1` for `dsb-1`.
    """
    letters = _SIGNS + (string.ascii_uppercase if text.upper() == text else string.ascii_lowercase)
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def pieces_of(text: str) -> list[str]:
    """At most _PIECES of a folded text, evenly over it: long enough to be rare, short enough that a slip leaves some whole."""
    text = text.casefold()[:_LONGEST]
    size = max(3, len(text) // 4)
    windows = [text[at : at + size] for at in range(len(text) - size + 1)]
    step = max(1, -(-len(windows) // _PIECES))
    return sorted(set(windows[::step]))
