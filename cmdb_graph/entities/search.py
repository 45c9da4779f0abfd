"""Finding an entity as one types: by parts of its name, its id or what else identifies it, by its kind, and by its owner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.graph import shape
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.vocabulary import Vocabulary

_LOOKED_AT = 1_000
"""So many that have a word are read when it is all that counts."""
_SIFTED = 20_000
"""So many are read when other words or kinds count too."""
_COUNTED = 2_000
"""Words that more have are all common ones: the longest of them is as good as any."""
_OWNERS = 5_000
"""So many that have an owner's word, and so many that are owned, are read."""
_PROBED = 8
_LONGEST_KIND = 3
_MOST_OWNER_WORDS = 4


class Found(BaseModel):
    """An entity, and what of it was found: an attribute, `name`, `id`, `kind`, or `owner`."""

    id: str
    kind: str
    name: str
    matched: str
    value: str


class SearchAnswer(BaseModel):
    """The best first. `more`: there are others, or there may be: of a part that very many have, not all are looked at."""

    items: list[Found]
    more: bool


def search(
    store: ReadStore,
    vocabulary: Vocabulary,
    text: str,
    deadline: Deadline,
    *,
    kinds: list[str] | None = None,
    limit: int = 20,
) -> SearchAnswer:
    """What is there now and has every word of the text, any case. A word that names a kind narrows to it and those below it.

    An exact name or id comes first, then what begins with the text, then parts of words, then what belongs to an owner who is
    found so. Costs a few looks into the search indexes, of each of which at most 20,000 entries are read.
    """
    words = text.casefold().split()
    given = None if kinds is None else expanded(kinds, vocabulary)
    if not words:
        return SearchAnswer(items=[], more=False)

    def work(reader: Reader) -> SearchAnswer:
        found = _Search(reader, vocabulary, limit + 1)
        named, rest = _kinds_in(words, vocabulary)
        narrowed = _both(named, given)
        if named is not None and rest:
            found.by_words(rest, narrowed)
        if not found.items:
            found.by_words(words, given)
        if narrowed is not None and not rest:
            found.of_kinds(narrowed)
        items = list(found.items.values())
        return SearchAnswer(items=items[:limit], more=found.cut or len(items) > limit)

    return store.read(work, deadline)


@dataclass
class _Search:
    """What one search has found so far, best first."""

    reader: Reader
    vocabulary: Vocabulary
    limit: int
    items: dict[str, Found] = field(default_factory=dict[str, Found])
    cut: bool = False

    def by_words(self, words: list[str], kinds: list[str] | None) -> None:
        """What has every word, then what belongs to who has: all words or, of a few, one of them."""
        text = " ".join(words)
        part, hits = self.reader.packed("search/rarest", words=sorted(set(words))[:_PROBED], most=_COUNTED)
        if not hits:
            return
        entities, cut = self.reader.packed(
            "search/words",
            text=text,
            ids=sorted({text, text.upper()}),
            words=list(dict.fromkeys(words)),
            part=part,
            kinds=kinds,
            most=_LOOKED_AT if len(words) == 1 and kinds is None else _SIFTED,
            limit=self.limit,
        )
        self.cut |= cut
        for entity in entities:
            self._add(entity, *self._matched(entity, words))
        self._owned(words, [], kinds)
        if 1 < len(words) <= _MOST_OWNER_WORDS:
            for place, word in enumerate(words):
                self._owned([word], words[:place] + words[place + 1 :], kinds)

    def of_kinds(self, kinds: list[str]) -> None:
        """Those of these kinds, by id."""
        if len(self.items) < self.limit:
            for row in self.reader.rows("entities/list_kinds", kinds=kinds, after="", limit=self.limit):
                self._add(row["entity"], "kind", row["entity"]["kind"])

    def _owned(self, owner: list[str], words: list[str], kinds: list[str] | None) -> None:
        if len(self.items) >= self.limit:
            return
        owners = [join.target for join in self.vocabulary.types["OWNED_BY"].joins]
        owned, cut = self.reader.packed(
            "search/owned",
            owner=owner,
            part=max(owner, key=len),
            owners=expanded(owners, self.vocabulary),
            words=words,
            kinds=kinds,
            most=_OWNERS,
            limit=self.limit,
        )
        self.cut |= cut
        for row in owned:
            self._add(row["entity"], "owner", row["owner"])

    def _add(self, entity: dict[str, Any], matched: str, value: str) -> None:
        found = Found(id=entity["id"], kind=entity["kind"], name=entity["name"], matched=matched, value=value)
        self.items.setdefault(found.id, found)

    def _matched(self, entity: dict[str, Any], words: list[str]) -> tuple[str, str]:
        """The attribute that has a word which neither name nor id has; else the id; else the name."""
        name, by_id = entity["name"].casefold(), entity["id"].casefold()
        attributes = shape.attributes_in(entity)
        for word in words:
            if word in name or word in by_id:
                continue
            for attribute in self.vocabulary.findable.get(entity["kind"], ()):
                value = attributes.get(attribute)
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, str) and word in one.casefold():
                        return attribute, one
        if all(word in name for word in words):
            return "name", entity["name"]
        return "id", entity["id"]


def _kinds_in(words: list[str], vocabulary: Vocabulary) -> tuple[list[str] | None, list[str]]:
    """The kinds that the words name (`database servers` is DatabaseServer), with those below them, and the other words."""
    named = {kind.casefold(): kind for kind in vocabulary.kinds}
    kinds: list[str] | None = None
    rest: list[str] = []
    place = 0
    while place < len(words):
        for length in range(_LONGEST_KIND, 0, -1):
            together = "".join(words[place : place + length])
            kind = named.get(together) or named.get(together.removesuffix("s"))
            if kind is not None:
                kinds = _both(kinds, expanded([kind], vocabulary))
                place += length
                break
        else:
            rest.append(words[place])
            place += 1
    return kinds, rest


def _both(some: list[str] | None, others: list[str] | None) -> list[str] | None:
    """The kinds that are in both; None stands for all."""
    if some is None or others is None:
        return others if some is None else some
    return [kind for kind in some if kind in others]
