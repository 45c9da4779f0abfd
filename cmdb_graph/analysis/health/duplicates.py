"""Duplicates: entities with the same identifier, or of like kind and name. Pure.

Identifiers are those that the vocabulary names, compared as an import compares them; hardware addresses in any way to write them
(IEEE 802: EUI-48). Likeness is one of names, of what is in use, within a kind and those below it: see `names.py`. Identifiers
that differ speak against likeness, and so does what the vocabulary says tells apart, and another domain.

All pairs are found without comparing all: only what shares a key, and among these only what differs in what is known of it.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np

from cmdb_graph.analysis.health.estate import ENDED, Estate, Findings, Why, listed, places
from cmdb_graph.analysis.health.names import Words, form, host, slip_keys, slipped, words
from cmdb_graph.graph.shape import Value
from cmdb_graph.texts import in_a_sentence

_TOLD = 10
_LOOKED_AT = 200
_OFTEN = 10_000
_HOSTNAMES = ("hostname", "fqdn")
"""Attributes that hold a name in the network; the name of what has the first is one too."""
_EUI_48 = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{6}-[0-9a-f]{6}")

T = TypeVar("T")
Identifier = tuple[str, str, str]
"""The kind that declares it, the attribute, and the value as it is compared."""
_Told = tuple[tuple[str, str], ...]
"""(what tells apart, value), ..., sorted."""


def duplicates(estate: Estate, check: Callable[[], None] = lambda: None) -> Findings:
    """Judged: CIs and assets that are not gone, of kinds that have identifiers or go by their name. Near-linear in nodes.

    `check` is called now and then, and may raise.
    """
    found = _Duplicates(estate, check)
    failing = np.zeros(len(estate), np.bool_)
    for group in found.groups:
        failing[list(group)] = True
    return Findings("duplicates", found.of, failing, found.why)


class _Duplicates:
    def __init__(self, estate: Estate, check: Callable[[], None]) -> None:
        self._estate = estate
        self._check = check
        there = estate.held & (estate.phase != ENDED)
        self.of = there & estate.of_kinds(lambda kind: bool(kind.health.identifiers) or kind.health.known_by_name)
        self._named = there & estate.in_use & estate.of_kinds(lambda kind: kind.health.known_by_name)
        self._sets = _Sets()
        self._by_identifier()
        self._by_name()
        self.groups = self._sets.groups()
        self._group_of = {node: group for group in self.groups for node in group}

    # What is compared

    def identifiers(self, node: int) -> set[Identifier]:
        """What identifies it, as it is compared."""
        nodes = self._estate.snapshot.nodes
        kind = self._estate.vocabulary.kind(nodes.kind[node])
        told = nodes.attributes[node]
        found: set[Identifier] = set()
        for attribute, declared in kind.health.identifiers.items():
            if (value := told.get(attribute)) is not None:
                found.update((declared, attribute, text) for text in self._texts(value))
        return found

    def _texts(self, value: Value) -> Iterator[str]:
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, bool):
                continue
            text = self._estate.said(str(each))
            if text is not None:
                yield re.sub("[^0-9a-f]", "", text) if _EUI_48.fullmatch(text) else text

    def names(self, node: int) -> set[Words]:
        """What it is called, in words."""
        return self._called(node)[0]

    def apart(self, node: int) -> _Told:
        """What tells it from others of its name: its identifiers that have one value, what the vocabulary says, its domain."""
        nodes = self._estate.snapshot.nodes
        kind = self._estate.vocabulary.kind(nodes.kind[node])
        told = nodes.attributes[node]
        found: dict[str, str] = {}
        for attribute in (*kind.health.identifiers, *kind.health.tells_apart):
            value = told.get(attribute)
            if value is not None and not isinstance(value, list) and attribute not in _HOSTNAMES:
                found.update((attribute, text) for text in self._texts(value))
        if domain := self._called(node)[1]:
            found["the domain"] = domain
        return tuple(sorted(found.items()))

    def _called(self, node: int) -> tuple[set[Words], str]:
        nodes = self._estate.snapshot.nodes
        kind = self._estate.vocabulary.kind(nodes.kind[node])
        if _HOSTNAMES[0] not in kind.attributes:
            return {its for its in (words(nodes.name[node]),) if its}, ""
        told = nodes.attributes[node]
        hosts = [
            host(value)
            for value in (*(told.get(attribute) for attribute in reversed(_HOSTNAMES)), nodes.name[node])
            if isinstance(value, str) and self._estate.said(value) is not None
        ]
        domain = next((each.domain for each in hosts if each.domain), "")
        return {its for each in hosts if (its := words(each.label))}, domain

    def alike(self, one: int, other: int) -> bool:
        """Whether their names are, and nothing speaks against it; both must go by their name."""
        if not self._akin(one, other):
            return False
        first, second = dict(self.apart(one)), dict(self.apart(other))
        if any(first[what] != second[what] for what in first.keys() & second.keys()):
            return False
        return any(form(a) == form(b) or slipped(a, b) for a in self.names(one) for b in self.names(other))

    def _akin(self, one: int, other: int) -> bool:
        kinds = self._estate.snapshot.nodes.kind
        return _one_kind(self._estate, kinds[one], kinds[other])

    # All that are compared

    def _by_identifier(self) -> None:
        first: dict[Identifier, int] = {}
        for node in self._checked(places(self.of)):
            for identifier in self.identifiers(node):
                if (before := first.setdefault(identifier, node)) != node:
                    self._sets.join((before, node))

    def _by_name(self) -> None:
        called: defaultdict[Words, list[int]] = defaultdict(list)
        for node in self._checked(places(self._named)):
            for its in self.names(node):
                called[its].append(node)
        forms: defaultdict[str, set[int]] = defaultdict(set)
        for its, nodes in called.items():
            forms[form(its)].update(nodes)
        for nodes in forms.values():
            if len(nodes) > 1:
                self._join_alike(nodes, nodes)
        for one, other in _slips(list(called), self._checked):
            self._join_alike(called[one], called[other])

    def _join_alike(self, some: Iterable[int], others: Iterable[int]) -> None:
        """Join each of some with each of the others of like name that nothing tells from it, without comparing every two."""
        left, right = self._by_what_is_known(some), self._by_what_is_known(others)
        for (kind, known), ones in left.items():
            for (other_kind, other_known), twos in right.items():
                if not _one_kind(self._estate, kind, other_kind):
                    continue
                common = set(known) & set(other_known)
                together: defaultdict[_Told, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
                for side, told in enumerate((ones, twos)):
                    for node, values in told:
                        together[tuple(pair for pair in values if pair[0] in common)][side].append(node)
                for first, second in together.values():
                    if first and second:
                        self._sets.join((*first, *second))

    def _by_what_is_known(self, nodes: Iterable[int]) -> dict[tuple[str, Words], list[tuple[int, _Told]]]:
        """By kind, and by what is known that would tell them from others."""
        found: defaultdict[tuple[str, Words], list[tuple[int, _Told]]] = defaultdict(list)
        kinds = self._estate.snapshot.nodes.kind
        for node in nodes:
            values = self.apart(node)
            found[kinds[node], tuple(what for what, _ in values)].append((node, values))
        return found

    def _checked(self, nodes: Sequence[T]) -> Iterator[T]:
        for at, node in enumerate(nodes):
            if at % _OFTEN == 0:
                self._check()
            yield node

    # What is said of one

    def why(self, node: int) -> Why:
        group = self._group_of[node]
        others = [each for each in group if each != node]
        its, texts = self.identifiers(node), list[str]()
        nearest: list[int] = []
        said: defaultdict[str, list[int]] = defaultdict(list)
        for other in others[:_LOOKED_AT]:
            shared = its & self.identifiers(other)
            for _, attribute, value in sorted(shared):
                said[f"the same {attribute} {value!r}"].append(other)
            if not shared and self._named[node] and self._named[other] and self.alike(node, other):
                said["a name like it"].append(other)
        for why, those in said.items():
            nearest += those
            names = ", ".join(self._name(each) for each in those[:3])
            more = f" and {len(those) - 3:,} more" if len(those) > 3 else ""
            texts.append(f"{why} as {names}{more}" if why.startswith("the same") else f"{why}: {names}{more}")
        through = [] if texts else ["one of its group has an identifier or a name like it"]
        told = list(dict.fromkeys([*nearest, *others]))[:_TOLD]
        text = "; ".join(texts + through)
        return Why(
            f"{text[:1].upper()}{text[1:]}.", others=tuple(told), omitted=len(others) - len(told), group=group[0]
        )

    def _name(self, node: int) -> str:
        nodes = self._estate.snapshot.nodes
        return in_a_sentence(
            nodes.name[node] if nodes.name[node] == nodes.id[node] else f"{nodes.name[node]} [{nodes.id[node]}]"
        )


def _slips(
    names: Sequence[Words], checked: Callable[[Sequence[Words]], Iterable[Words]]
) -> Iterator[tuple[Words, Words]]:
    """Pairs of names that are one slip apart."""
    keys, which = array("q"), array("i")
    for at, its in enumerate(checked(names)):
        for key in slip_keys(its):
            keys.append(key)
            which.append(at)
    if not keys:
        return
    by_key = np.frombuffer(keys, np.int64)
    order = np.argsort(by_key, kind="stable")
    ordered = by_key[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    ends = np.append(begins[1:], len(ordered))
    several = ends - begins > 1
    by_place = np.frombuffer(which, np.int32)[order]
    for begin, end in zip(listed(begins[several]), listed(ends[several]), strict=True):
        for one, other in combinations(sorted(set(listed(by_place[begin:end]))), 2):
            if slipped(names[one], names[other]):
                yield names[one], names[other]


def _one_kind(estate: Estate, one: str, other: str) -> bool:
    return estate.vocabulary.is_a(one, other) or estate.vocabulary.is_a(other, one)


class _Sets:
    """Sets that grow together (union-find), of what was joined."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def join(self, nodes: Sequence[int]) -> None:
        first = self._top(nodes[0])
        for node in nodes[1:]:
            if (top := self._top(node)) != first:
                low, high = sorted((first, top))
                self._above[high] = first = low

    def groups(self) -> list[tuple[int, ...]]:
        """Each in order, by its first."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for node in sorted(self._above):
            found[self._top(node)].append(node)
        return [tuple(its) for _, its in sorted(found.items()) if len(its) > 1]

    def _top(self, node: int) -> int:
        above = self._above
        top = node
        while (higher := above.setdefault(top, top)) != top:
            top = higher
        while above[node] != top:
            above[node], node = top, above[node]
        return top
