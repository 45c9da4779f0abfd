"""Which node is this? An explicit id is final. Where a source has no id of ours, what it knows a thing by has its say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.identified import marked, named
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.ingest import write
from cmdb_graph.ingest.records import EntityRecord
from cmdb_graph.texts import fold
from cmdb_graph.vocabulary import Vocabulary

_SECONDS = 120

Pairs = tuple[tuple[str, str], ...]
"""(attribute, value), ..."""


def identify(record: EntityRecord) -> str:
    """The id of the node that a record speaks of; Invalid when the record does not let us know."""
    if record.id is None:
        why = f"this {record.kind} has no id, so it cannot be told which node it is: give it one that stays the same"
        raise Invalid(why, places=[Place(why, pointer="/id")])
    return record.id


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source knows a thing by.

    `own` is the id that it gets where nobody else has told of it: the same in every import. `among` are the kinds, with those
    below them, that it may be. One that carries one of `marks` (findable attributes) is the same; with `by_name`, so is one of
    that name which agrees in `also`, where what is missing is an empty text. All of it in any case. Of several that fit, the only
    one of the kind `rather` is meant.
    """

    own: str
    among: tuple[str, ...]
    marks: Pairs = ()
    by_name: str | None = None
    also: Pairs = ()
    rather: str | None = None


class Identity(NamedTuple):
    """The id, the kind that it is recorded as (None: it is new), and all that fit where several do."""

    id: str
    kind: str | None
    several: tuple[str, ...] = ()


class Recorded:
    """What is recorded now, asked by evidence. Without a store, nothing is."""

    def __init__(self, store: ReadStore | None, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary

    def identities(self, evidence: Sequence[Evidence]) -> list[Identity]:
        """Which entity it speaks of: the one that has its own id, else the only one that it fits, else a new one."""
        if self._store is None or not evidence:
            return [Identity(each.own, None) for each in evidence]
        return self._store.read(lambda reader: self._identities(reader, evidence), Deadline(_SECONDS))

    def _identities(self, reader: Reader, evidence: Sequence[Evidence]) -> list[Identity]:
        there = write.kinds_of(reader, (each.own for each in evidence))
        unknown = [each for each in evidence if each.own not in there]
        carrying = _by_mark(marked(reader, (text for each in unknown for _, text in each.marks)), unknown)
        called = self._by_name(reader, unknown)
        return [
            Identity(each.own, there[each.own]) if each.own in there else self._among(each, carrying, called)
            for each in evidence
        ]

    def _among(
        self, one: Evidence, carrying: dict[tuple[str, str], list[Node]], called: dict[str, list[Node]]
    ) -> Identity:
        fitting = {node.id: node for attribute, text in one.marks for node in carrying.get((attribute, fold(text)), [])}
        if one.by_name is not None:
            fitting |= {node.id: node for node in called.get(fold(one.by_name), []) if _agrees(node, one.also)}
        found = [node for node in fitting.values() if any(self._vocabulary.is_a(node.kind, kind) for kind in one.among)]
        match found:
            case []:
                return Identity(one.own, None)
            case [only]:
                return Identity(only.id, only.kind)
            case _:
                rather = [node for node in found if one.rather and self._vocabulary.is_a(node.kind, one.rather)]
                if len(rather) == 1:
                    return Identity(rather[0].id, rather[0].kind)
                return Identity(one.own, None, tuple(sorted(node.id for node in found)))

    def _by_name(self, reader: Reader, evidence: Iterable[Evidence]) -> dict[str, list[Node]]:
        names: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for each in evidence:
            if each.by_name is not None:
                names[each.among].append(each.by_name)
        found: defaultdict[str, list[Node]] = defaultdict(list)
        for among, wanted in names.items():
            for node in named(reader, wanted, expanded(list(among), self._vocabulary)):
                found[fold(node.name)].append(node)
        return found


def _by_mark(nodes: Iterable[Node], evidence: Iterable[Evidence]) -> dict[tuple[str, str], list[Node]]:
    attributes = {attribute for each in evidence for attribute, _ in each.marks}
    found: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in nodes:
        for attribute in attributes:
            if (text := node.text(attribute)) is not None:
                found[attribute, fold(text)].append(node)
    return found


def _agrees(node: Node, also: Pairs) -> bool:
    return all(fold(node.text(attribute) or "") == fold(text) for attribute, text in also)
