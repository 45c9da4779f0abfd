"""What is needed, as rows of evidence: who or what needs how much, by which rule, worked out how. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.facts import MEMBER_OF, Facts
from cmdb_graph.licensing.placement import Placement
from cmdb_graph.licensing.policies import Policies, Policy

Number = Fraction | int


class Need(NamedTuple):
    """One row of evidence. `virtual`: it is a virtual machine's, which some licenses may not cover."""

    id: str
    required: Number
    rule: str
    why: str
    virtual: bool = False


@dataclass(slots=True)
class Demand:
    """Everything that is needed of one product under one policy; the rows add up to `required`."""

    needs: list[Need] = field(default_factory=list[Need])
    _warnings: dict[str, None] = field(default_factory=dict[str, None])
    _counted: tuple[int, Number] | None = None  # of so many rows, and what they add up to

    def need(self, node: Node, required: Number, rule: str, why: str, *, virtual: bool = False) -> None:
        """Another row of evidence."""
        self.needs.append(Need(node.id, required if type(required) is int else plain(required), rule, why, virtual))

    def warn(self, *texts: str) -> None:
        """Facts that are missing or make no sense; each is said once."""
        self._warnings.update(dict.fromkeys(texts))

    @property
    def warnings(self) -> list[str]:
        """What was warned of, in its order."""
        return list(self._warnings)

    @property
    def required(self) -> Number:
        """What the rows add up to."""
        if (counted := self._counted) is None or counted[0] != len(self.needs):
            self._counted = counted = (len(self.needs), total(need.required for need in self.needs))
        return counted[1]

    def rounded(self, owner: str) -> Demand:
        """With a last row that rounds the total up to a whole number, where it is none."""
        total = self.required
        if total == int(total):
            return self
        whole = math.ceil(total)
        self.needs.append(Need(owner, whole - total, "rounding", f"{shown(total)} rounded up once to {whole:,}"))
        return self


@dataclass(frozen=True, slots=True)
class Sized:
    """What a machine counts under a policy, whichever product is on it, and what is missing to know it better."""

    machine: str
    required: Number
    why: str
    warnings: list[str]
    _rows: dict[tuple[str, bool], Need] = field(default_factory=dict[tuple[str, bool], Need])

    def row(self, rule: str, *, virtual: bool = False) -> Need:
        """The row of evidence: one for all products on the machine, of which there may be hundreds."""
        key = (rule, virtual)
        if (need := self._rows.get(key)) is None:
            need = self._rows[key] = Need(self.machine, self.required, rule, self.why, virtual)
        return need


@dataclass(frozen=True, slots=True)
class Scope:
    """What a policy looks at: one product with its installations, in an estate, until a day."""

    facts: Facts
    placement: Placement
    policies: Policies
    product: Node
    installations: Sequence[Node]
    allocated: Sequence[Node]  # to whom or what licenses of this metric are allocated
    maintained: float  # units of this metric that come with maintenance; infinity where all do
    until: datetime  # uses that begin later are not counted
    partitioning: str | None  # what the organization says
    sizes: defaultdict[str, dict[str, Sized]]  # policy -> machine -> its size: many products are on the same machines

    def machines(self, demand: Demand) -> list[tuple[Node, list[Node]]]:
        """The machines that the product is installed on, each once and with its installations there, by id."""
        found: dict[str, tuple[Node, list[Node]]] = {}
        for installation in self.installations:
            hosts = self._on(installation)
            if not hosts:
                demand.warn(f"{installation.id}: it is not known where it is installed; counted as a host of its own.")
            for host in hosts or [installation]:
                machine = self.placement.machine(host)
                found.setdefault(machine.id, (machine, []))[1].append(installation)
        return [found[node] for node in sorted(found)]

    def _on(self, installation: Node) -> list[Node]:
        if hosts := self.facts.machines_of(installation):
            return hosts
        # An appliance is an instance of its product, and the machine itself.
        return [installation] if self.placement.is_machine(installation) else []


def total(numbers: Iterable[Number]) -> Number:
    """What they add up to, numerators of a denominator first: adding fractions one by one costs ten times as much."""
    whole, sums = 0, dict[int, int]()
    for number in numbers:
        if isinstance(number, int):
            whole += number
        else:
            sums[number.denominator] = sums.get(number.denominator, 0) + number.numerator
    return plain(sum((Fraction(numerator, below) for below, numerator in sums.items()), Fraction(whole)))


def plain(number: Number) -> Number:
    """The same number, as an integer where it is whole: sums of these cost a tenth."""
    return number if isinstance(number, int) else number.numerator if number.denominator == 1 else number


def shown(number: Number) -> str:
    """A number as people read it: 16, 1.5, 1/3."""
    fraction = plain(number)
    if isinstance(fraction, int):
        return f"{fraction:,}"
    decimal = f"{float(fraction):.4f}".rstrip("0")
    return decimal if Fraction(decimal) == fraction else str(fraction)


def people(facts: Facts, parties: Iterable[Node]) -> list[Node]:
    """The persons among these, and those in the teams and organizations among them, each once, by id."""
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = list(parties)
    while waiting:
        party = waiting.pop()
        if party.id in seen:
            continue
        seen.add(party.id)
        if facts.is_a(party, "Person"):
            found[party.id] = party
        else:
            waiting += facts.into(MEMBER_OF, party.id)
    return [found[node] for node in sorted(found)]


Measure = Callable[[Policy, Scope], Demand]
