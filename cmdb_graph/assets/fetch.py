"""From named queries to assets: now, or as recorded at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import cmdb_graph.licensing.fetch as licensing
from cmdb_graph.assets.tally import Item
from cmdb_graph.entities.fetch import expanded, must_find
from cmdb_graph.entities.identified import marked
from cmdb_graph.entities.node import Link, Node
from cmdb_graph.entities.states import States, node_of
from cmdb_graph.errors import Invalid, NotFound, Place
from cmdb_graph.graph.steady import Moment
from cmdb_graph.graph.store import Reader
from cmdb_graph.licensing.facts import ALLOCATED_TO, LOCATED_IN, Facts
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.texts import fold
from cmdb_graph.vocabulary import Vocabulary

HARDWARE = "Hardware"
CODES = ("barcode", "asset_tag", "serial_number")
"""What a scanned or typed code may be."""


class Fetch:
    """Reads assets in one transaction; `at` in microseconds, None for the present."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, at: int | None = None) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._at = at
        self._states = States(reader, at)

    def one(self, entity_id: str, pointer: str) -> Node:
        """The entity that the request names at `pointer`; NotFound, or Retired, says so there."""
        try:
            stored = must_find(self._reader, entity_id, self._at)
        except NotFound as error:
            error.places = [Place(error.detail, pointer=pointer)]
            raise
        return Node(stored.state.id, stored.state.kind, stored.state.name, stored.state.attributes)

    def one_of(self, entity_id: str, kind: str, pointer: str) -> Node:
        """The same; NotFound too when it is of another kind."""
        node = self.one(entity_id, pointer)
        if not self._vocabulary.is_a(node.kind, kind):
            why = f"{entity_id!r} is a {node.kind}, and no {kind}."
            raise NotFound(why, places=[Place(why, pointer=pointer)])
        return node

    def asset(self, entity_id: str) -> Node:
        """The hardware asset of an address."""
        return self.one_of(entity_id, HARDWARE, "/id")

    def kinds(self, kind: str | None) -> list[str]:
        """The kind and those below it; Invalid when it is no hardware."""
        if kind is not None and not self._vocabulary.is_a(self._vocabulary.kind(kind, pointer="/kind").name, HARDWARE):
            why = f"{kind} is no hardware: assets in stock are of a kind below {HARDWARE}"
            raise Invalid(why, places=[Place(why, pointer="/kind")])
        return expanded([kind or HARDWARE], self._vocabulary)

    def hardware(self, kinds: list[str]) -> list[Node]:
        """All assets of these kinds."""
        return self._states.of_kinds(kinds)

    def hardware_among(self, ids: Iterable[str], kinds: Iterable[str]) -> list[Node]:
        """The assets of these kinds among these ids."""
        wanted = set(kinds)
        return [node for node in self._states.of(ids) if node.kind in wanted]

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Id -> name, of those that are there."""
        return {node.id: node.name for node in self._states.of(ids)}

    def inside(self, place: str) -> dict[str, list[str]]:
        """What is in a place at any depth -> the places among these that it is directly in."""
        within: defaultdict[str, list[str]] = defaultdict(list)
        seen, ahead = {place}, [place]
        while ahead:
            links = self._states.links_to(ahead, (LOCATED_IN,))
            for _, source, target in sorted(links):
                within[source].append(target)
            ahead = sorted({source for _, source, _ in links} - seen)
            seen.update(ahead)
        within.pop(place, None)
        return dict(within)

    def places(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """What these are directly in, by id."""
        return _grouped(self._states.links_from(ids, (LOCATED_IN,)))

    def above(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """The same of these and of all that they are in."""
        found: dict[str, list[str]] = {}
        ahead = set(ids)
        while ahead:
            direct = self.places(ahead)
            found |= {node: direct.get(node, []) for node in ahead}
            ahead = {place for its in direct.values() for place in its} - found.keys()
        return found

    def items(self, nodes: Iterable[Node], within: Mapping[str, list[str]] | None = None) -> list[Item]:
        """Assets with their place, of those `within` where that is given: of several the first by id."""
        assets = list(nodes)
        ids = [node.id for node in assets]
        places = self.places(ids) if within is None else within
        allocated = {source for _, source, _ in self._states.links_from(ids, (ALLOCATED_TO,))}
        return [Item(node, min(places.get(node.id, ()), default=None), node.id in allocated) for node in assets]

    def in_stock(self, kind: str | None, model: str | None, location: str | None) -> list[Item]:
        """What is free now, of a kind, of a model (any case), below a location. NotFound, Invalid as these are wrong."""
        (states,) = self._reader.packed("assets/in_stock", kinds=self.kinds(kind))
        free = [node for node in map(node_of, states) if model is None or fold(node.text("model") or "") == fold(model)]
        if location is None:
            return self.items(free)
        within = self.inside(self.one(location, "/location").id)
        return self.items([node for node in free if node.id in within], within)

    def entitled(self, policies: Policies, products: Sequence[str], now: int) -> Facts:
        """What the licenses for these products are counted by. NotFound names the first that is none."""
        fetch = licensing.Fetch(self._reader, self._vocabulary, policies, Moment(self._at, now))
        fetch.products()
        for at, product in enumerate(products):
            if product not in fetch.facts.nodes:
                why = f"There is no software product {product!r}."
                raise NotFound(why, places=[Place(why, pointer=f"/bundle/{at}")])
        return fetch.of(list(products))

    def carrying(self, codes: Iterable[str]) -> dict[str, list[Node]]:
        """Folded code -> the assets that carry it, by id. Only of the present: that is what the index holds."""
        found: defaultdict[str, dict[str, Node]] = defaultdict(dict)
        folded = {fold(code) for code in codes} - {""}
        for node in marked(self._reader, folded):
            if self._vocabulary.is_a(node.kind, HARDWARE):
                for code in codes_of(node) & folded:
                    found[code][node.id] = node
        return {code: [its[node] for node in sorted(its)] for code, its in found.items()}


def codes_of(node: Node) -> set[str]:
    """The codes that an asset carries, folded."""
    return {fold(text) for attribute in CODES if (text := node.text(attribute)) is not None}


def _grouped(links: Iterable[Link]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for _, source, target in sorted(links):
        found[source].append(target)
    return dict(found)
