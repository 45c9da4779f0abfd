"""What all files of snapshots have in common: the header with its version, and columns that are checked before they are used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeGuard, cast

import orjson
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from cmdb_graph import times
from cmdb_graph.analysis.columns import LinkColumns, NodeColumns
from cmdb_graph.analysis.snapshot import Snapshot, Taken
from cmdb_graph.errors import Invalid, Unreadable
from cmdb_graph.vocabulary.model import EFFECTS

FORMAT = "cmdb-graph snapshot"
VERSION = 2
"""Grows with every change of the schema; a file of another version is refused, and told by its number."""
NODE_COLUMNS = ("id", "kind", "name", "attributes", "sources", "last_seen")
LINK_COLUMNS = ("type", "from", "to", "effect", "group", "need", "attributes")

PART = 50_000
"""Rows that are written at once."""
_MOST_NEED = 2**31 - 1

Columns = Mapping[str, Sequence[Any]]


class Header(BaseModel):
    """What a file says of itself: its schema, when and of what it was taken, how many nodes and relationships it holds."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal["cmdb-graph snapshot"]
    version: Literal[2]
    as_of: str
    kinds: tuple[str, ...]
    service: str | None
    site: str | None
    nodes: NonNegativeInt
    relationships: NonNegativeInt

    @classmethod
    def of(cls, snapshot: Snapshot) -> Header:
        taken = snapshot.taken
        return cls(
            format=FORMAT,
            version=VERSION,
            as_of=taken.as_of,
            kinds=taken.kinds,
            service=taken.service,
            site=taken.site,
            nodes=len(snapshot.nodes),
            relationships=len(snapshot.links),
        )

    @property
    def taken(self) -> Taken:
        return Taken(self.as_of, self.kinds, self.service, self.site)

    def as_json(self) -> bytes:
        return orjson.dumps(self.model_dump())


def header_in(told: object) -> Header:
    """The header as it was read. Unreadable when it is none, of another version, or of wrong values."""
    said = cast("dict[str, object]", told) if isinstance(told, dict) else {}
    if said.get("format") != FORMAT:
        raise Unreadable("it was not written by cmdb-graph as a snapshot.")
    version = said.get("version")
    if version != VERSION or type(version) is not int:
        raise Unreadable(f"its schema is of version {version!r}, and this cmdb-graph reads version {VERSION}.")
    try:
        header = Header.model_validate_json(orjson.dumps(said))
        times.parse(header.as_of)
    except ValidationError as error:
        first = error.errors()[0]
        raise Unreadable(f"its header is wrong at {'/'.join(map(str, first['loc']))}: {first['msg']}.") from None
    except (Invalid, orjson.JSONEncodeError):
        raise Unreadable("its header is damaged.") from None
    return header


def header_of(text: bytes | str) -> Header:
    """The header in a JSON text."""
    try:
        told: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unreadable("its header is damaged.") from None
    return header_in(told)


def node_column(snapshot: Snapshot, name: str, start: int) -> list[Any]:
    """A part of one column of nodes."""
    column: Sequence[Any] = getattr(snapshot.nodes, name)
    return list(column[start : start + PART])


def link_column(snapshot: Snapshot, name: str, start: int) -> list[Any]:
    """A part of one column of relationships as a file has it: `from` and `to` are ids."""
    links, ids, rows = snapshot.links, snapshot.nodes.id, slice(start, start + PART)
    match name:
        case "from":
            return [ids[at] for at in links.source[rows].tolist()]
        case "to":
            return [ids[at] for at in links.target[rows].tolist()]
        case "need":
            return links.need[rows].tolist()
        case _:
            return list(getattr(links, name)[rows])


def parts(count: int) -> Iterator[int]:
    """Where each part begins."""
    return iter(range(0, count, PART))


class Checked:
    """A snapshot that grows from columns out of a file; each call takes some rows. Unreadable names the first wrong one."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._nodes = NodeColumns()
        self._links = LinkColumns()
        self._index: dict[str, int] = {}
        self._linked = 0
        self._last: str | None = None
        self._last_link: tuple[str, str, str, str] | None = None

    def add_nodes(self, columns: Columns) -> None:
        """Rows of nodes, which follow each other in the order of their ids."""
        at = len(self._index)
        for row in _rows("nodes", columns, _NODE_CHECKS, at):
            id_, kind, name, attributes, sources, last_seen = row
            if self._last is not None and id_ <= self._last:
                raise Unreadable(f"nodes are not in the order of their ids, each once: {id_!r} follows {self._last!r}.")
            self._last = id_
            self._index[id_] = len(self._index)
            self._nodes.add(id_, kind, name, attributes, sources, last_seen)

    def add_links(self, columns: Columns) -> None:
        """Rows of relationships, after all nodes."""
        index = self._index
        for type_, source, target, effect, group, need, attributes in _rows(
            "relationships", columns, _LINK_CHECKS, self._linked
        ):
            for end in (source, target):
                if end not in index:
                    raise Unreadable(f"a relationship {type_} leads from or to {end!r}, and there is no such node.")
            key = (source, target, type_, group)
            if self._last_link is not None and key <= self._last_link:
                raise Unreadable(
                    f"relationships are not in their order, each once: {key!r} follows {self._last_link!r}."
                )
            self._last_link = key
            self._links.add(type_, index[source], index[target], effect, group, need, attributes)
            self._linked += 1

    def snapshot(self) -> Snapshot:
        """All that was added, when it is as many as the header says."""
        nodes, links, header = self._nodes.nodes(), self._links.links(), self._header
        for what, there, said in (
            ("nodes", len(nodes), header.nodes),
            ("relationships", len(links), header.relationships),
        ):
            if there != said:
                raise Unreadable(f"it holds {there:,} {what}, and its header says {said:,}.")
        return Snapshot(header.taken, nodes, links)


def _rows(
    what: str, columns: Columns, checks: Mapping[str, Callable[[object], bool]], start: int
) -> Iterator[tuple[Any, ...]]:
    for name in checks:
        if not isinstance(columns.get(name), list):
            raise Unreadable(f"{what} have no column {name!r}.")
    if len({len(columns[name]) for name in checks}) != 1:
        raise Unreadable(f"the columns of {what} are not of equal length.")
    for name, check in checks.items():
        for at, value in enumerate(columns[name]):
            if not check(value):
                raise Unreadable(f"{what}, row {start + at + 1:,}: {name!r} cannot be {repr(value)[:80]}.")
    return zip(*(columns[name] for name in checks), strict=True)


def _is_text(value: object) -> TypeGuard[str]:
    return type(value) is str


def _is_id(value: object) -> bool:
    return type(value) is str and value != ""


def _is_texts(value: object) -> bool:
    return type(value) is list and all(map(_is_text, value))  # pyright: ignore[reportUnknownArgumentType]


def _is_moment(value: object) -> bool:
    return type(value) is int and times.FIRST <= value <= times.LAST


def _is_need(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST_NEED


def _is_attributes(value: object) -> bool:
    return type(value) is dict and all(map(_is_attribute, value.values()))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _is_attribute(value: object) -> bool:
    if type(value) is list:
        kinds: set[type] = set(map(type, value))  # pyright: ignore[reportUnknownArgumentType]
        return len(kinds) <= 1 and kinds <= _SCALARS
    return type(value) in _SCALARS


_SCALARS: frozenset[type] = frozenset({str, int, float, bool})
_NODE_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "id": _is_id,
    "kind": _is_text,
    "name": _is_text,
    "attributes": _is_attributes,
    "sources": _is_texts,
    "last_seen": _is_moment,
}
_LINK_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "type": _is_text,
    "from": _is_id,
    "to": _is_id,
    "effect": lambda value: value in EFFECTS,
    "group": _is_text,
    "need": _is_need,
    "attributes": _is_attributes,
}
