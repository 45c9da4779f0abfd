"""The request and the answer of license positions, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SkipValidation

from cmdb_graph.times import FIRST_DAY, LAST_DAY

MOST_EVIDENCE = 1_000
MOST_CANDIDATES = 1_000
UNUSED_DAYS = 90
MOST_WARNINGS = 200
MAX_EDITS = 1_000
MOST_UNRECOGNIZED = 1_000
NAMED_EXAMPLES = 5

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Id = Annotated[str, Field(min_length=1, max_length=1024)]


class PositionsQuestion(BaseModel):
    """Which positions, as recorded when, judged on which day."""

    model_config = ConfigDict(extra="forbid")

    product: Id | None = Field(default=None, description="Of this product alone; of all without it")
    as_of: AwareDatetime | None = Field(default=None, description="As recorded then")
    on: date | None = Field(
        default=None, description="Day on which entitlements are judged; that of `as_of`, else today"
    )


class Exposure(BaseModel):
    """What it would cost to buy what is lacking."""

    amount: float
    currency: str


@dataclass(slots=True)
class Evidence:
    """Who or what needs how much, by which rule, worked out how. A plain row: an answer may have a million of them."""

    id: str
    required: float | int
    rule: str
    why: str


class LicenseUse(BaseModel):
    """A license of the position: how many units it has, and how many of them are used here."""

    id: str
    name: str
    quantity: int
    used: int


class Position(BaseModel):
    """Owned against required, of one product under one metric. `delta` below zero is what is lacking."""

    product: str
    name: str
    edition: str | None
    version: str | None
    metric: str | None
    policy: str | None
    policy_version: str | None
    unit: str
    owned: int
    required: int
    delta: int
    utilization: float | None = Field(description="Used of owned, 0 to 1; null where nothing is owned")
    exposure: Exposure | None = Field(description="Of what is lacking; null where nothing is, or no price is known")
    licenses: list[LicenseUse]
    evidence: SkipValidation[list[Evidence]] = Field(description=f"At most {MOST_EVIDENCE:,} rows; the XLSX has all")
    evidence_omitted: int
    warnings: list[str]


class Compliance(BaseModel):
    """How many positions are covered: they lack no unit. Both rates are null where there is nothing to divide by."""

    positions: int
    covered: int
    rate: float | None = Field(description="`covered` of `positions`, 0 to 1")
    utilization: float | None = Field(
        description="Of what is owned in the positions that have units, how much is used: the mean of theirs, 0 to 1"
    )


class PositionsAnswer(BaseModel):
    """Every position, those that lack most money first, then units, then by product."""

    text: str
    as_of: str
    on: date
    compliance: Compliance
    items: list[Position]
    warnings: list[str] = Field(description="What concerns no single product")


class Modify(BaseModel):
    """Attributes of an entity as they would be; null takes one away."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    set: dict[str, Any]


class EndLink(BaseModel):
    """A relationship that would not be there."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    type: str
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")


class WhatIfQuestion(BaseModel):
    """What positions would be after a change that is not made."""

    model_config = ConfigDict(extra="forbid")

    modify: Annotated[list[Modify], Field(max_length=MAX_EDITS)] = []
    entities: Annotated[list[dict[str, Any]], Field(max_length=MAX_EDITS, description="As in a bundle")] = []
    relationships: Annotated[list[dict[str, Any]], Field(max_length=MAX_EDITS, description="As in a bundle")] = []
    end: Annotated[
        list[Id | EndLink], Field(max_length=MAX_EDITS, description="Ids of entities, or relationships")
    ] = []
    as_of: AwareDatetime | None = None
    on: Day | None = None


class Change(BaseModel):
    """A position that would change: after minus before."""

    product: str
    name: str
    metric: str | None
    unit: str
    owned: int
    required: int
    delta: int
    exposure: Exposure | None = Field(description="How much more, or less, would be lacking in money")


class WhatIfAnswer(BaseModel):
    """The positions that the change reaches, before and after it."""

    text: str
    as_of: str
    on: date
    before: list[Position]
    after: list[Position]
    changed: list[Change]
    warnings: list[str] = Field(description="What of the change says nothing: attributes that the vocabulary lacks")


class RecognizedProduct(BaseModel):
    """A product, and how many installations were recognized as it."""

    product: str
    name: str
    installations: int


class Unrecognized(BaseModel):
    """Installations that are called the same and are no product that is known, with the reason."""

    publisher: str
    product: str
    edition: str
    version: str
    why: str
    installations: int
    examples: list[str]


class Recognition(BaseModel):
    """What installations without a product are. `items`: those that are not recognized, the most frequent first."""

    mode: str
    recognized: int
    unrecognized: int
    products: list[RecognizedProduct]
    items: list[Unrecognized] = Field(description=f"At most {MOST_UNRECOGNIZED:,}")
    omitted: int


ReclaimReason = Literal["unused", "holder_left", "machine_retired", "older_version", "allocated_twice"]


class ReclaimsQuestion(BaseModel):
    """What could be given back, as recorded when, judged on which day; unused is what was last used so many days before."""

    product: str | None = None
    unused_days: int = UNUSED_DAYS
    as_of: AwareDatetime | None = None
    on: date | None = None
    limit: int = MOST_CANDIDATES


class Reclaim(BaseModel):
    """What could be given back: an installation, or the allocation or use of a license by `holder`."""

    id: str = Field(description="The installation; or the license, or the product, that is held")
    name: str
    product: str
    holder: str | None = Field(description="The machine or person that has it")
    ends: Literal["installation", "allocation", "use"]
    reasons: dict[ReclaimReason, str] = Field(description="Reason -> the fact behind it")


class Freed(BaseModel):
    """What all of it together would free of a position: units no longer required, at the price of the last purchase."""

    product: str
    name: str
    metric: str | None
    unit: str
    units: int
    value: Exposure | None = Field(description="null where no price is known")
    exposure: Exposure | None = Field(description="How much less would be lacking, in money")


class ReclaimsAnswer(BaseModel):
    """What could be given back, by product, and what that would free; or what has been since a time, and what that freed."""

    text: str
    as_of: str
    on: date
    items: list[Reclaim]
    omitted: int
    freed: list[Freed] = Field(
        description="Most money first; `units` may be 0: rules count more than what is installed"
    )
    warnings: list[str]
