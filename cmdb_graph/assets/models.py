"""The requests and the answers about assets, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cmdb_graph.entities.models import Entity

Status = Literal["planned", "ordered", "in_stock", "reserved", "deployed", "in_maintenance", "retired", "disposed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Method = Literal["straight_line", "declining_balance"]
METHODS: tuple[Method, ...] = get_args(Method)
MOST_OPTIONS = 100
MOST_PRODUCTS = 50
MOST_SCANNED = 10_000
MOST_TOLD = 1_000

Id = Annotated[str, Field(min_length=1, max_length=1024)]
Code = Annotated[str, Field(min_length=1, max_length=1024)]
Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class Step(BaseModel):
    """A step in the life of an asset, on a day (default: today, UTC)."""

    model_config = ConfigDict(extra="forbid")

    to: Status
    on: date | None = None
    note: Text | None = Field(default=None, description="Kept as `life_cycle_note`, until the next step")
    location: Id | None = Field(default=None, description="Where it is from now on: takes the place of LOCATED_IN")
    certificate: Text | None = Field(default=None, description="Number of the certificate; a disposal needs it")


class LifeCycle(BaseModel):
    """Where an asset stands in its life, and where it may go from there."""

    id: str
    name: str
    as_of: str
    version: int = Field(description="Of the entity: a step is taken with it as `If-Match`")
    status: str | None
    since: str | None = Field(description="The day of the last step")
    note: str | None = Field(description="Of the last step")
    allowed: list[Status] = Field(description="The steps that are allowed from here")


class Money(BaseModel):
    """An amount; `currency` is null where none is recorded."""

    amount: float
    currency: str | None


class Named(BaseModel):
    """An entity by id and name."""

    id: str
    name: str


class Year(BaseModel):
    """What a calendar year takes off, and what is left at its end."""

    year: int
    depreciation: float
    book_value: float


class ValueAnswer(BaseModel):
    """What an asset is worth on a day. `months` are those that passed, at most `useful_life_months`.

    To the cent, `cost` is `depreciation` plus `book_value`; both are null where a fact is missing, which `warnings` name.
    """

    text: str
    id: str
    name: str
    as_of: str
    on: date
    cost: float | None
    salvage_value: float | None
    currency: str | None
    method: Method | None
    months: int | None
    useful_life_months: int | None
    depreciation: float | None
    book_value: float | None
    schedule: list[Year]
    warnings: list[str]


class StockQuestion(BaseModel):
    """Which assets: below a location, of a kind and those below it, of a model (any case); as recorded when."""

    location: str | None = None
    kind: str | None = None
    model: str | None = None
    as_of: AwareDatetime | None = None
    limit: int = MOST_TOLD


class Tally(BaseModel):
    """So many assets. `free` are in stock and not allocated, `unvalued` those whose book value is not known."""

    count: int
    by_status: dict[str, int] = Field(description="Life cycle status -> how many; `unknown` for those without")
    free: int
    utilization: float | None = Field(description="Deployed of those that could be, 0 to 1; null where none could")
    book_value: list[Money] = Field(description="A sum for each currency, of those whose value is known")
    unvalued: int


class StockRow(Tally):
    """The assets of one kind and model in one place."""

    location: Named | None
    kind: str
    model: str | None


class StockAnswer(BaseModel):
    """What there is, by location, kind and model. The totals hold whatever `omitted` says."""

    text: str
    as_of: str
    on: date = Field(description="The day of the book values: that of `as_of`, else today (UTC)")
    items: list[StockRow]
    omitted: int = Field(description="How many rows the limit left out of `items`")
    totals: Tally
    warnings: list[str]


class LookupAnswer(BaseModel):
    """The assets that carry a code."""

    code: str
    items: list[Entity]
    omitted: int


class Wanted(BaseModel):
    """What is wanted: hardware of a kind or model, and software with it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: Id | None = Field(default=None, description="A kind of hardware, with those below it")
    model: Id | None = Field(default=None, description="Any case")
    location: Id | None = Field(default=None, description="Only what is there, at any depth")
    bundle: Annotated[list[Id], Field(max_length=MOST_PRODUCTS, description="Ids of software products")] = []


class OptionsQuestion(Wanted):
    """What stock fits a request; for whom, where that is known."""

    person: Id | None = Field(default=None, alias="for", description="Id of a person")
    limit: Annotated[int, Field(ge=1, le=MOST_TOLD)] = MOST_OPTIONS


class Reservation(Wanted):
    """A request to be fulfilled from stock: by a kind or model, or by one asset."""

    asset: Id | None = None
    person: Id = Field(alias="for", description="Id of a person")
    request: Id | None = Field(default=None, description="Id of the ticket that asks for it")


class Option(BaseModel):
    """A free asset that fits. What is not known of it is null."""

    id: str
    name: str
    kind: str
    model: str | None
    location: Named | None
    stock_location: str | None
    cost: float | None
    book_value: float | None
    currency: str | None
    warranty_end: date | None


class Grant(BaseModel):
    """Whether a license for a product is to be had, and which; `already`: the person has it."""

    product: str
    name: str
    free: bool
    already: bool
    metric: str | None
    license: Named | None
    to: str | None = Field(description="Whom or what it is, or would be, allocated to; null for one not named yet")
    why: str


class OptionsAnswer(BaseModel):
    """What fits, the cheapest first, and the licenses of the bundle."""

    text: str
    as_of: str
    items: list[Option]
    omitted: int
    bundle: list[Grant]
    warnings: list[str]


class ReservationAnswer(BaseModel):
    """What is reserved."""

    text: str
    asset: Entity
    person: str = Field(serialization_alias="for")
    request: str | None
    bundle: list[Grant]


class StocktakingQuestion(BaseModel):
    """What was scanned at a location; `apply` moves there what is recorded elsewhere."""

    model_config = ConfigDict(extra="forbid")

    location: Id
    scanned: Annotated[list[Code], Field(max_length=MOST_SCANNED)]
    apply: bool = False
    limit: Annotated[int, Field(ge=1, le=MOST_SCANNED, description="Of each list")] = MOST_TOLD


class Scanned(BaseModel):
    """An asset of a stocktaking. `recorded` are the places that it is directly in; `codes` those that were scanned of it."""

    id: str
    name: str
    kind: str
    codes: list[str]
    recorded: list[Named]


class Duplicate(BaseModel):
    """Scanned more than once: one code, or several of one asset."""

    id: str | None = Field(description="The asset, where the codes are of one")
    codes: list[str]
    times: int


class Ambiguous(BaseModel):
    """A code that several assets carry."""

    code: str
    ids: list[str]


class Counts(BaseModel):
    """How many of each there are, whatever the limit."""

    found: int
    missing: int
    misplaced: int
    unknown: int
    duplicates: int
    ambiguous: int
    moved: int


class StocktakingAnswer(BaseModel):
    """What was scanned against what is recorded. `omitted` counts what the limit left out of all lists together."""

    text: str
    location: Named
    applied: bool
    counts: Counts
    found: list[Scanned]
    missing: list[Scanned]
    misplaced: list[Scanned]
    unknown: list[str]
    duplicates: list[Duplicate]
    ambiguous: list[Ambiguous]
    moved: list[str] = Field(
        description="Ids that were moved here, or would be; what is in another of them moves with it"
    )
    omitted: int
