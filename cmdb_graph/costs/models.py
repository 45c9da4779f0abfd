"""The questions and answers about cost, as JSON. Amounts are in units of their currency, to the cent."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Rule = Literal["depreciation", "write_off", "term", "annual", "purchase", "ticket"]
MOST_ROWS = 1_000
MOST_WARNINGS = 100
NAMED_EXAMPLES = 5
KEEPS = ("BusinessService",)
"""Kinds of service that keep what they cost, unless the question says others."""


class CostQuestion(BaseModel):
    """Of which period, both days included, and of which estate.

    `keeps`: kinds of service that pass nothing on to what stands on them. No `first` or `last`: the calendar year of the other,
    or of `as_of`, or of today.
    """

    first: date | None = None
    last: date | None = None
    as_of: AwareDatetime | None = None
    keeps: tuple[str, ...] = KEEPS
    limit: int = MOST_ROWS


class Total(BaseModel):
    """All that is spent in one currency: `services` + `unallocated` = `total`, to the cent."""

    currency: str | None
    total: float
    services: float
    unallocated: float


class Row(BaseModel):
    """An amount at an entity."""

    id: str
    name: str
    kind: str
    currency: str | None
    amount: float


class ServiceRow(Row):
    """What a service bears: `amount` is what it keeps; `passed_on` went to services that stand on it, and counts there."""

    passed_on: float


class Unallocated(Row):
    """A cost that reached no service, where it ended; `with` are others of the circle that it is in."""

    others: list[str] = Field(serialization_alias="with")


class OfRule(BaseModel):
    """What all charges by a rule come to."""

    rule: Rule
    currency: str | None
    amount: float


class Money(BaseModel):
    """An amount; `currency` is null where none is recorded."""

    currency: str | None
    amount: float


class Rest(BaseModel):
    """What a limit left out of a list: how many rows, and what they come to."""

    rows: int
    amounts: list[Money]


class CostsAnswer(BaseModel):
    """What the estate costs in a period, and who bears it. Each list is largest first, currency by currency."""

    model_config = ConfigDict(populate_by_name=True)

    text: str
    as_of: str
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    totals: list[Total]
    by_rule: list[OfRule]
    services: list[ServiceRow]
    services_omitted: Rest
    unallocated: list[Unallocated]
    unallocated_omitted: Rest
    warnings: list[str]


class ChargeRow(BaseModel):
    """What the entity itself costs, by a rule."""

    rule: Rule
    currency: str | None
    amount: float
    why: str


class Amounts(BaseModel):
    """In one currency: `own` + `received` = `total` = `kept` + `passed_on`, to the cent."""

    currency: str | None
    total: float
    own: float
    received: float
    kept: float
    passed_on: float


class Part(BaseModel):
    """What of an entity's cost ends in the one that was asked for: `own` of it, and `through` with what it received."""

    id: str
    name: str
    kind: str
    currency: str | None
    own: float
    through: float
    others: list[str] = Field(serialization_alias="with")


class Flow(BaseModel):
    """What of an entity's cost goes on to another, on the way to the one that was asked for."""

    source: str = Field(serialization_alias="from")
    target: str = Field(serialization_alias="to")
    currency: str | None
    amount: float


class OfKind(BaseModel):
    """What the parts of a kind have as their own."""

    kind: str
    currency: str | None
    amount: float


class CostAnswer(BaseModel):
    """What an entity costs in a period, with what it stands on.

    `parts` are all that its cost comes from, the largest own part first: in each currency their `own` add up to the `total`, and
    `flows` say by which way. `others`: what depends on it and it on them; they are one pool, whose figures these are.
    """

    text: str
    id: str
    name: str
    kind: str
    as_of: str
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    others: list[str] = Field(serialization_alias="with")
    amounts: list[Amounts]
    charges: list[ChargeRow]
    received: list[Row]
    received_omitted: Rest
    passed_on: list[Row]
    passed_on_omitted: Rest
    by_kind: list[OfKind]
    parts: list[Part]
    flows: list[Flow]
    parts_omitted: Rest
    warnings: list[str]
