"""From named queries to charges and to who bears them: now, or as recorded at a time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from fractions import Fraction

from cmdb_graph.costs.accrual import Charges
from cmdb_graph.costs.flow import Network, Weight
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States, chunks, node_of
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.store import Reader
from cmdb_graph.vocabulary import Vocabulary

_ROOTS = ("ManagedElement", "Agreement", "SoftwareProduct", "Ticket")
"""What may cost something, or hand a cost on."""


class Fetch:
    """Reads what costs, and who bears it, in one transaction; `at` in microseconds, None for the present."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, at: int | None) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._at = at
        self._states = States(reader, at)
        self._dependencies = tuple(type_.name for type_ in vocabulary.types.values() if type_.dependency)
        self.kinds: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.warnings: list[tuple[str, str]] = []

    def charged(self, charges: Charges) -> None:
        """Charge everything that has a cost of its own."""
        kinds = expanded(list(_ROOTS), self._vocabulary)
        if self._at is None:
            (states,) = self._reader.packed("costs/charged", kinds=kinds)
        else:
            (states,) = self._reader.packed("costs/charged_at", kinds=kinds, at=self._at)
        charges.take(map(node_of, states))

    def retired(self, since: int, until: int) -> list[str]:
        """Ids of what had a cost and was retired between these times, in microseconds."""
        kinds = expanded(list(_ROOTS), self._vocabulary)
        (ids,) = self._reader.packed("costs/retired", kinds=kinds, since=since, until=until)
        return sorted(ids)

    def network(self, ids: Iterable[str], keeps: Collection[str]) -> Network:
        """Who bears the costs of these, up to the services. Invalid for a kind among `keeps` that is no service."""
        keeping = self._keeping(keeps)
        bearers: dict[str, list[dict[str, Weight]]] = {}
        ahead = set(ids)
        while ahead:
            self._know(ahead)
            bearers |= self._bearers(ahead & self.kinds.keys())
            ahead = {bearer for node in ahead for tier in bearers.get(node, ()) for bearer in tier} - self.kinds.keys()
        services = [node for node, kind in self.kinds.items() if self._vocabulary.is_a(kind, "Service")]
        return Network(bearers, services, [node for node in services if self.kinds[node] in keeping])

    def one(self, node: Node) -> None:
        """Know an entity that no cost leads to."""
        self.kinds[node.id], self.names[node.id] = node.kind, node.name

    def _keeping(self, keeps: Collection[str]) -> set[str]:
        for at, kind in enumerate(keeps):
            pointer = f"/keeps/{at}"
            if not self._vocabulary.is_a(self._vocabulary.kind(kind, pointer=pointer).name, "Service"):
                why = f"{kind} is no kind of service: only services keep costs"
                raise Invalid(why, places=[Place(why, pointer=pointer)])
        return set(expanded(list(keeps), self._vocabulary)) if keeps else set()

    def _know(self, ids: Iterable[str]) -> None:
        for chunk in chunks(ids):
            if self._at is None:
                columns = self._reader.packed("entities/summaries", ids=chunk)
            else:
                columns = self._reader.packed("entities/summaries_at", ids=chunk, at=self._at)
            found, kinds, names, _ = columns
            self.kinds.update(zip(found, kinds, strict=True))
            self.names.update(zip(found, names, strict=True))

    def _bearers(self, ids: Collection[str]) -> dict[str, list[dict[str, Weight]]]:
        """Of each of these, who bears its cost, in tiers (docs/costs.md, Who bears a cost)."""
        sides: defaultdict[str, list[str]] = defaultdict(list)
        for node in ids:
            sides[self._side(self.kinds[node])].append(node)
        found: dict[str, list[dict[str, Weight]]] = {node: [] for node in ids}
        self._elements(sides["ManagedElement"], found)
        self._agreements(sides["Agreement"], found)
        self._first_of(sides["Ticket"], found, ("TARGETS", "AFFECTS"))
        self._pointing(sides["SoftwareProduct"], found, ("INSTANCE_OF",))
        return found

    def _side(self, kind: str) -> str:
        return next((root for root in _ROOTS if self._vocabulary.is_a(kind, root)), "")

    def _elements(self, ids: list[str], found: dict[str, list[dict[str, Weight]]]) -> None:
        """What depends on it; else the whole that it is part of, and the machine that it is installed on."""
        self._pointing(ids, found, self._dependencies)
        wholes: defaultdict[str, dict[str, Weight]] = defaultdict(dict)
        for _, node, whole in self._states.links_from(ids, ("PART_OF", "INSTALLED_ON")):
            wholes[node][whole] = 1
        for node, tier in wholes.items():
            found[node].append(tier)

    def _agreements(self, ids: list[str], found: dict[str, list[dict[str, Weight]]]) -> None:
        """What it covers, or is allocated to, or entitles to, or agreements that are part of it: the first that there is."""
        self._pointing(ids, found, ("COVERED_BY",))
        self._first_of(ids, found, ("ALLOCATED_TO", "ENTITLES"))
        self._pointing(ids, found, ("PART_OF",))
        for node in ids:
            del found[node][1:]

    def _pointing(self, ids: list[str], found: dict[str, list[dict[str, Weight]]], types: tuple[str, ...]) -> None:
        """A tier of what points at these by any of these types, by the largest share that it gives."""
        tiers: defaultdict[str, dict[str, Weight]] = defaultdict(dict)
        for chunk in chunks(ids):
            if self._at is None:
                (links,) = self._reader.packed("costs/shares", ids=chunk, types=list(types))
            else:
                (links,) = self._reader.packed("costs/shares_at", ids=chunk, types=list(types), at=self._at)
            for type_, source, target, effect, share in links:
                if type_ in self._dependencies and effect == "none":
                    continue
                weight = self._share(type_, source, target, share)
                tiers[target][source] = max(weight, tiers[target].get(source, 0))
        for node, tier in tiers.items():
            found[node].append({bearer: weight for bearer, weight in tier.items() if weight})

    def _first_of(self, ids: list[str], found: dict[str, list[dict[str, Weight]]], types: tuple[str, ...]) -> None:
        """A tier of what these point at, by the first of these types by which they point at anything."""
        targets: defaultdict[tuple[str, str], dict[str, Weight]] = defaultdict(dict)
        for type_, node, target in self._states.links_from(ids, types):
            targets[node, type_][target] = 1
        for node in ids:
            found[node] += [targets[node, type_] for type_ in types if (node, type_) in targets][:1]

    def _share(self, type_: str, source: str, target: str, share: object) -> Weight:
        if share is None:
            return 1
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share < math.inf:
            said = f"of its {type_} {target} the share {share!r} is no number from 0; 1 is taken."
            self.warnings.append((source, said))
            return 1
        return share if isinstance(share, int) else Fraction(share)
