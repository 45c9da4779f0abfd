"""Dead ends: relationships that lead nowhere useful, told of the entity that they lead from. Pure.

It stands on nothing: the vocabulary says what a kind needs to stand on (an application runs on something), and none of it is
there, so that the chain from a service stops. Out of use: something in use depends on what its status says is not. Not allowed:
the vocabulary allows no such relationship between the two kinds. Unknown: it lacks the kind at the other end. Too needy: a gate
needs more than it has members. The last three are against the model: what an audit of compliance finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.health.estate import AHEAD, ENDED, IDLE, Estate, Findings, Mask, Why, codes
from cmdb_graph.texts import in_a_sentence

_TOLD = 5
_STANDING = {AHEAD: "not in use yet", IDLE: "not in use", ENDED: "no longer in use"}


def dead_ends(estate: Estate) -> Findings:
    """O(relationships). Judged: CIs and assets that are not gone."""
    of = estate.held & (estate.phase != ENDED)
    on_nothing = _on_nothing(estate)
    wrong = [_out_of_use(estate), _not_allowed(estate), _unknown(estate), _too_needy(estate)]
    found = _Found(estate, of, wrong)
    failing = of & on_nothing
    failing[found.owner] = True
    failing &= of

    def why(node: int) -> Why:
        texts: list[str] = []
        if on_nothing[node]:
            kind = estate.vocabulary.kind(estate.snapshot.nodes.kind[node])
            texts.append(f"a chain stops here: it has nothing to stand on ({' or '.join(kind.health.stands_on)})")
        count, others = 0, list[int]()
        for text, other in found.of(node):
            count += 1
            if count <= _TOLD:
                texts.append(text)
                others += [] if other is None else [other]
        more = count - _TOLD
        told = "; ".join(texts) + (f"; and {more:,} more" if more > 0 else "")
        return Why(f"{told[:1].upper()}{told[1:]}.", others=tuple(dict.fromkeys(others)), omitted=max(0, more))

    return Findings("dead_ends", of, failing, why)


@dataclass(frozen=True)
class _Wrong:
    """Relationships that are wrong, by their index; `text` of one of them, and of the end that it is told of."""

    links: Mask
    text: Callable[[int, int], str]


class _Found:
    """What is wrong by the entity that it is told of: the one that it leads from, else the other, as far as they are judged."""

    def __init__(self, estate: Estate, judged: Mask, wrong: Sequence[_Wrong]) -> None:
        self._estate, self._wrong = estate, wrong
        links = estate.snapshot.links
        owners, places, sorts = list[NDArray[np.int64]](), list[NDArray[np.int64]](), list[NDArray[np.int64]]()
        for sort, each in enumerate(wrong):
            at = np.flatnonzero(each.links)
            owner = np.where(judged[links.source[at]], links.source[at], links.target[at]).astype(np.int64)
            kept = judged[owner]
            owners.append(owner[kept])
            places.append(at[kept])
            sorts.append(np.full(int(kept.sum()), sort, np.int64))
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        self.owner = owner[order]
        self._link, self._sort = np.concatenate(places)[order], np.concatenate(sorts)[order]

    def of(self, node: int) -> list[tuple[str, int | None]]:
        first, last = np.searchsorted(self.owner, [node, node + 1])
        links = self._estate.snapshot.links
        told: dict[str, int | None] = {}
        rows: Iterable[tuple[int, int]] = zip(
            self._link[first:last].tolist(), self._sort[first:last].tolist(), strict=True
        )
        for link, sort in rows:
            source, target = int(links.source[link]), int(links.target[link])
            other = target if source == node else source
            told.setdefault(self._wrong[sort].text(link, node), None if other == node else other)
        return list(told.items())


def _on_nothing(estate: Estate) -> Mask:
    links = estate.snapshot.links
    carrying = estate.dependencies & _carrying(estate)
    begins: dict[str, Mask] = {}

    def stands(word: str) -> Mask:
        if word not in begins:
            if word in estate.vocabulary.kinds:
                its = estate.by_kind(lambda kind: word in kind.labels)
                begins[word] = estate.begins(carrying & its[estate.kind[links.target]])
            else:
                begins[word] = estate.begins(estate.of_types((word,)))
        return begins[word]

    found = np.zeros(len(estate), np.bool_)
    needy = estate.of_kinds(lambda kind: bool(kind.health.stands_on))
    for kind, its in estate.each_kind(estate.ci & estate.in_use & needy):
        lacking = np.ones(len(its), np.bool_)
        for word in kind.health.stands_on:
            if word in kind.attributes:
                lacking[lacking] = estate.lacking(word, its[lacking])
            else:
                lacking &= ~stands(word)[its]
        found[its[lacking]] = True
    return found


def _out_of_use(estate: Estate) -> _Wrong:
    links = estate.snapshot.links
    used = estate.held & estate.in_use
    wrong = estate.dependencies & estate.apart & used[links.source] & ~estate.in_use[links.target]

    def text(link: int, _: int) -> str:
        target = int(links.target[link])
        standing = _STANDING[int(estate.phase[target])]
        return f"{_said(estate, link)} {_name(estate, target)}, which is {standing}"

    return _Wrong(wrong, text)


def _not_allowed(estate: Estate) -> _Wrong:
    links, kinds, vocabulary = estate.snapshot.links, estate.kinds, estate.vocabulary
    known = estate.by_kind(lambda _: True)
    count = len(kinds)
    triple = (estate.type.astype(np.int64) * count + estate.kind[links.source]) * count + estate.kind[links.target]
    distinct, place = np.unique(triple, return_inverse=True)

    def is_wrong(code: int) -> bool:
        rest, target = divmod(code, count)
        type_, source = divmod(rest, count)
        if not (known[source] and known[target]):
            return False
        name = estate.types[type_]
        return name not in vocabulary.types or vocabulary.join(name, kinds[source], kinds[target]) is None

    wrong = np.fromiter(map(is_wrong, distinct.tolist()), np.bool_, len(distinct))[place]

    def text(link: int, _: int) -> str:
        source, target, type_ = int(links.source[link]), int(links.target[link]), links.type[link]
        if type_ not in vocabulary.types:
            return f"{type_} is a type that the vocabulary lacks"
        ends = f"{estate.snapshot.nodes.kind[source]} to {estate.snapshot.nodes.kind[target]}"
        return f"{type_} from {_name(estate, source)} to {_name(estate, target)} may not join {ends}"

    return _Wrong(wrong.reshape(-1), text)


def _unknown(estate: Estate) -> _Wrong:
    links = estate.snapshot.links
    known = estate.of_kinds(lambda _: True)

    def text(link: int, node: int) -> str:
        source, target = int(links.source[link]), int(links.target[link])
        other = target if source == node else source
        kind = estate.snapshot.nodes.kind[other]
        return f"{links.type[link]} joins it to {_name(estate, other)}, of kind {kind}, which the vocabulary lacks"

    return _Wrong(~(known[links.source] & known[links.target]), text)


def _too_needy(estate: Estate) -> _Wrong:
    """Gates are one dependent, group and effect each; without a group, a relationship is a gate of its own."""
    links = estate.snapshot.links
    alone = np.fromiter((group == "" for group in links.group), np.bool_, len(links))
    there = estate.held & (estate.phase != ENDED)
    carrying = estate.dependencies & _carrying(estate) & there[links.source]
    wrong = carrying & alone & (links.need > 1)
    gates: dict[int, tuple[int, int]] = {}
    gated = np.flatnonzero(carrying & ~alone)
    if len(gated):
        key = np.stack([links.source[gated], codes(links.group)[0][gated], codes(links.effect)[0][gated]])
        _, first, gate = np.unique(key, axis=1, return_index=True, return_inverse=True)
        gate = gate.reshape(-1)
        need = np.zeros(len(first), np.int64)
        np.maximum.at(need, gate, links.need[gated])
        pairs = np.unique(np.stack([gate, links.target[gated]]), axis=1)
        size = np.bincount(pairs[0], minlength=len(first))
        # Told once for each gate, at its first relationship.
        for at in np.flatnonzero(need > size).tolist():
            gates[int(gated[first[at]])] = (int(need[at]), int(size[at]))
        wrong[list(gates)] = True

    def text(link: int, _: int) -> str:
        needed, members = gates.get(link, (int(links.need[link]), 1))
        group = links.group[link]
        name = f"its gate {in_a_sentence(group)!r}" if group else f"its gate by {links.type[link]}"
        return f"{name} needs {needed:,} members and has {members:,}"

    return _Wrong(wrong, text)


def _carrying(estate: Estate) -> Mask:
    links = estate.snapshot.links
    return np.fromiter((effect != "none" for effect in links.effect), np.bool_, len(links))


def _said(estate: Estate, link: int) -> str:
    type_ = estate.vocabulary.types[estate.snapshot.links.type[link]]
    return f"it {type_.label[:1].lower()}{type_.label[1:]}"


def _name(estate: Estate, node: int) -> str:
    return in_a_sentence(estate.snapshot.nodes.name[node])
