"""Rows that speak of several things by what they are known by: each is identified, told once, and joined.

A format says of each row which things it speaks of and what joins them, and need not know what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal

from cmdb_graph.ingest.identify import Evidence, Identity
from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.records import StepRecord

_AT_ONCE = 1_000
"""Rows whose things are looked for together."""

Told = Literal["row", "mention", "reference"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a row says of one thing.

    A `row` is told as often as it stands in the file; a `mention` where it says more than those before it, and it leaves the
    name of what is recorded; a `reference` is told elsewhere, or has to be recorded already (`must_exist`). `called` is for
    people, and the name of what has none. A `vague` one is of its kind only where nobody has told a kind yet.
    """

    evidence: Evidence
    kind: str
    called: str
    told: Told = "row"
    name: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict[str, object])
    roles: list[str] | None = None
    must_exist: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship between two things of a row; `column` says where it was read."""

    type: str
    source: Thing
    target: Thing
    column: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a ticket in event time: `changes` hold attributes, and things that are told by their ids."""

    line: int
    at: datetime
    who: str | None
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """The things of a row, its own first, what joins them, and what happened to its own."""

    line: int
    things: list[Thing]
    ties: list[Tie]
    steps: Sequence[Happened] = ()


class Things:
    """Turns rows into objects of a bundle. Of mentions only what they told stays in memory: id, kind, and names of attributes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[Evidence, Identity] = {}
        self._mentioned: dict[str, tuple[str, set[str]]] = {}
        self._joined: dict[str, str] = {}
        self._later: list[tuple[int, Tie]] = []

    def items(self, rows: Iterable[Row | Item]) -> Iterator[Item]:
        """The rows in their order; what cannot be told apart is a fault, and its row goes in without it."""
        ahead = iter(rows)
        while chunk := list(islice(ahead, _AT_ONCE)):
            self._identify([row for row in chunk if isinstance(row, Row)])
            for row in chunk:
                yield from [row] if isinstance(row, Item) else self._row(row)
            # Rows are many and hardly ever told twice; what they mention comes again and again.
            for row in chunk:
                if isinstance(row, Row):
                    self._known.pop(row.things[0].evidence, None)
        for line, tie in self._later:
            yield self._tied(line, tie)

    def _identify(self, rows: Sequence[Row]) -> None:
        """Look up all things of these rows at once, so that a file of many rows asks few questions."""
        wanted = dict.fromkeys(thing.evidence for row in rows for thing in row.things)
        new = [evidence for evidence in wanted if evidence not in self._known]
        self._known |= dict(zip(new, self._context.recorded.identities(new), strict=True))

    def _row(self, row: Row) -> Iterator[Item]:
        own = row.things[0]
        if (identity := self._known[own.evidence]).id != own.evidence.own:
            self._joined[own.evidence.own] = identity.id
        if why := self._unclear(own):
            yield Item(None, line=row.line, fault=why)
            return
        for thing in row.things:
            if not self._unclear(thing) and (told := self._told(thing)) is not None:
                yield Item(told, line=row.line)
        for tie in row.ties:
            if why := self._unclear(tie.target) or self._unclear(tie.source):
                yield Item(None, line=row.line, fault=f"{tie.column}: {why}. The row is taken without it")
            elif tie.target.told == "reference" and self._known[tie.target.evidence].kind is None:
                # Its row may stand further down, and be found to be recorded under another id.
                self._later.append((row.line, tie))
            else:
                yield self._tied(row.line, tie)
        for step in row.steps:
            yield self._happened(own, step)

    def _happened(self, ticket: Thing, step: Happened) -> Item:
        named = ((name, self._id(value) if isinstance(value, Thing) else value) for name, value in step.changes.items())
        return Item(StepRecord(self._id(ticket), ticket.kind, step.at, step.who, dict(named)), line=step.line)

    def _tied(self, line: int, tie: Tie) -> Item:
        return Item({"type": tie.type, "from": self._id(tie.source), "to": self._id(tie.target)}, line=line)

    def _id(self, thing: Thing) -> str:
        own, identity = thing.evidence.own, self._known.get(thing.evidence)
        return identity.id if identity is not None and identity.kind is not None else self._joined.get(own, own)

    def _unclear(self, thing: Thing) -> str | None:
        identity = self._known[thing.evidence]
        if identity.several:
            some = ", ".join(identity.several[:3]) + (" ..." if len(identity.several) > 3 else "")
            return f"{thing.called} may be several that are recorded: {some}"
        if thing.must_exist and identity.kind is None:
            return f"there is no {thing.called}"
        among = thing.evidence.among
        if identity.kind is not None and not any(self._context.vocabulary.is_a(identity.kind, kind) for kind in among):
            return f"{identity.id!r} is recorded as {identity.kind}, which is no {' or '.join(among)}"
        return None

    def _told(self, thing: Thing) -> dict[str, object] | None:
        identity = self._known[thing.evidence]
        if thing.told == "reference":
            return None
        if thing.told == "mention" and identity.id in self._mentioned:
            return self._told_again(thing, identity)
        new = identity.kind is None
        told: dict[str, object] = {"id": identity.id, "kind": self._kind(thing, identity)}
        if new or thing.told == "row":
            name = thing.name or (thing.called if new else None)
            told |= {"name": name} if name else {}
        if thing.told == "mention":
            self._mentioned[identity.id] = self._kind(thing, identity), set(thing.attributes)
        if thing.attributes:
            told["attributes"] = dict(thing.attributes)
        if thing.roles is not None:
            told["as"] = thing.roles
        return told

    def _told_again(self, thing: Thing, identity: Identity) -> dict[str, object] | None:
        """What a mention adds to earlier ones: a finer kind, or attributes that none of them had."""
        before, names = self._mentioned[identity.id]
        kind = self._kind(thing, Identity(identity.id, before))
        added = {name: value for name, value in thing.attributes.items() if name not in names}
        if kind == before and not added:
            return None
        self._mentioned[identity.id] = kind, names | added.keys()
        told: dict[str, object] = {"id": identity.id, "kind": kind}
        if added:
            told["attributes"] = added
        return told

    def _kind(self, thing: Thing, identity: Identity) -> str:
        """The finer of the kind that is told and the one that is recorded; where neither is the other, what is recorded stays."""
        if identity.kind is not None and thing.vague:
            return identity.kind
        if identity.kind is None or self._context.vocabulary.is_a(thing.kind, identity.kind):
            return thing.kind
        if not self._context.vocabulary.is_a(identity.kind, thing.kind):
            self._context.warn(
                f"{identity.id} is recorded as {identity.kind} and told as {thing.kind}: it stays {identity.kind}."
            )
        return identity.kind
